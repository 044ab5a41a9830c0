"""One question to IAM: may the caller do this action to this resource?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Question:
    """An action on a resource; a call asks one or several, and each has to be answered with yes."""

    action: str
    """The action, as `ec2:CreateVpc`."""
    resource: str = "*"
    """The ARN of the resource; what is made and gets its name from AWS has `*` in the place of it."""
    kind: str = ""
    """The kind of the resource in the words of AWS's reference, or nothing where the action is about the account."""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    """The tags in the request, as far as they are for this resource."""
    known: Mapping[str, str | Sequence[str]] = field(default_factory=dict[str, str | Sequence[str]])
    """What conditions find besides, by key in small letters."""
    via: str = ""
    """The service that asks in the caller's name, as `rds`; nothing where the caller asks."""
