"""What a provider does with a type of resource, in actions of IAM."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Calls:
    """The actions of one type, by what is done; what a call demands besides itself is among them."""

    creates: tuple[str, ...]
    reads: tuple[str, ...]
    updates: tuple[str, ...] = ()
    deletes: tuple[str, ...]
    secrets: str = "portarium/"
    """What the names of the secrets begin with that it is about: there are ours and RDS's."""
    passes_to: str = ""
    """The service that gets a role, where one is handed over."""


@dataclass(frozen=True, kw_only=True)
class InPerson:
    """A type that an administrator makes and changes, and why; the pipeline reads it."""

    reads: tuple[str, ...]
    why: str
