"""The results, one file each: plain immutable values, ready to print or to pickle."""
