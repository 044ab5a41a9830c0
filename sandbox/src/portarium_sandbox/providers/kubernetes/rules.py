"""What the provider's configuration says of all its resources."""

from dataclasses import dataclass, field

from portarium_sandbox.providers.kubernetes.immutability import MutableContent


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the provider's configuration says of all its resources."""

    namespace: str | None = None
    mutable: MutableContent = field(default_factory=MutableContent)
    delete_unreachable: bool = False
    skip_update_unreachable: bool = False
