"""A stand-in for the application: its outside as far as the platform meets it, and nothing of its inside."""
