"""What is computed over a graph, one measure per file."""
