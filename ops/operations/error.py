"""The error that an operator sees: one line, and never a traceback."""


class OperationError(Exception):
    """Says in one line where, what is wrong and what would be right."""
