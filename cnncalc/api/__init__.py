"""What `import cnncalc` gives: networks with their reports at hand, and reports that show themselves."""
