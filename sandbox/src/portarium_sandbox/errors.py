"""The error that the sandbox shows to its user: one line, and never a traceback."""

from __future__ import annotations


class SandboxError(Exception):
    """Says in one line where, what is wrong and what would be right."""
