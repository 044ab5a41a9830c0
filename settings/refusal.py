"""How the program says no: one error, shown once, on Pulumi's own language host as on the sandbox's."""

from collections.abc import Generator
from contextlib import contextmanager

import pulumi

ALREADY_TOLD = 32
"""The exit code by which a program tells Pulumi's language host that its user knows what is wrong."""


class Refusal(Exception):  # noqa: N818 - not a mistake of the program's, but its answer
    """What the program will not do, and what would be right; its message is all that a user sees."""


@contextmanager
def told_once() -> Generator[None]:
    """Show a refusal as its message alone, and end the program.

    Pulumi's own host shows a `pulumi.RunError` and then the exit code that it ends with, as a second error.
    """
    try:
        yield
    except Refusal as refusal:
        pulumi.log.error(str(refusal))
        raise SystemExit(ALREADY_TOLD) from None
