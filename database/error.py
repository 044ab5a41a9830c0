"""The error of this package."""


class DatabaseError(Exception):
    """Says in one line where, what is wrong and what would be right."""
