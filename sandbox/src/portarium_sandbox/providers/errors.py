"""What can go wrong in a double, as the engine is to show it: one line that says where and what."""

from collections.abc import Sequence

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.providers.properties import Properties


class ProviderError(SandboxError):
    """A failure whose message is meant for the user; nothing was changed, or the message says what was."""


class InputError(ProviderError):
    """Inputs that a resource does not accept: pairs of property and reason."""

    def __init__(self, *failures: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" if name else reason for name, reason in failures))
        self.failures = failures


class UnknownTypeError(ProviderError):
    """A resource type or function that the double does not have."""

    def __init__(self, token: str, provider: str) -> None:
        super().__init__(
            f"{token}: the sandbox's {provider} provider is a double and does not have it; "
            f"use the official provider (`portarium sandbox up --providers official`) or add it to the double"
        )


class InitializationError(ProviderError):
    """A resource that exists now but did not become what it should: it goes into the state with these reasons.

    The engine tries again with the next update.
    """

    def __init__(
        self,
        *reasons: str,
        identifier: str,
        outputs: Properties,
        inputs: Properties | None = None,
    ) -> None:
        super().__init__("; ".join(reasons))
        self.reasons: Sequence[str] = reasons
        self.identifier = identifier
        self.outputs = outputs
        self.inputs = inputs
