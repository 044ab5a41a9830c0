"""One model for each section of a stack's settings."""
