"""How a stack of this project finds another one."""

import pulumi

from domain.stack_name import stack_reference


def reference_to(stack: str) -> str:
    """The full name of another stack, in the organization and the project that this one is in."""
    return stack_reference(pulumi.get_organization(), pulumi.get_project(), stack)
