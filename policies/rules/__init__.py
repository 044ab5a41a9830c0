"""One rule a file, named after it."""
