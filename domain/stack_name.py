"""The names of stacks: an environment of the registry, or the review environment of a pull request."""

import re

_REVIEW = re.compile(r"review-[1-9][0-9]{0,8}", re.ASCII)

ANY_REVIEW = "review-*"
"""All review stacks, in the notation of an IAM policy's wildcards."""

REVIEW_SHOWN = "review-<number>"
"""All review stacks, as a message shows them."""


def is_review(stack: str) -> bool:
    """Tell whether a stack is the review environment of a pull request."""
    return _REVIEW.fullmatch(stack) is not None


def stack_file(stack: str) -> str:
    """Return the file that a stack's own settings are written in."""
    return f"Pulumi.{stack}.yaml"


def stack_reference(organization: str, project: str, stack: str) -> str:
    """Return the full name by which Pulumi finds a stack from another one."""
    return f"{organization}/{project}/{stack}"
