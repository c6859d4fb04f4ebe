"""A page to click through: one file of HTML with its style and its script in it, which asks no server for anything."""
