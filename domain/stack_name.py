"""The names of stacks: an environment of the registry, the review environment of a pull request, or an account."""

import re

_REVIEW = re.compile(r"review-[1-9][0-9]{0,8}", re.ASCII)

_ACCOUNT = "account-"

ANY_REVIEW = "review-*"
"""All review stacks, in the notation of an IAM policy's wildcards."""

REVIEW_SHOWN = "review-<number>"
"""All review stacks, as a message shows them."""


def is_review(stack: str) -> bool:
    """Tell whether a stack is the review environment of a pull request."""
    return _REVIEW.fullmatch(stack) is not None


def account_stack(account: str) -> str:
    """Return the stack of what belongs to an account and to no environment."""
    return f"{_ACCOUNT}{account}"


def account_of(stack: str) -> str | None:
    """Return the account whose stack this is; None for an environment's."""
    return stack.removeprefix(_ACCOUNT) if stack.startswith(_ACCOUNT) else None


def is_reserved(name: str) -> bool:
    """Tell whether an environment can't be called so, because stacks of another kind are."""
    return name.startswith((_ACCOUNT, "review-"))


def stack_file(stack: str) -> str:
    """Return the file that a stack's own settings are written in."""
    return f"Pulumi.{stack}.yaml"


def stack_reference(organization: str, project: str, stack: str) -> str:
    """Return the full name by which Pulumi finds a stack from another one."""
    return f"{organization}/{project}/{stack}"
