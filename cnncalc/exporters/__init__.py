"""What writes a network for others to read, a file per target."""
