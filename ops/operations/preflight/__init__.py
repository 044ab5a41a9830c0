"""Looks beforehand at what an `up` would stop at: one subject a file, each check says what it found."""
