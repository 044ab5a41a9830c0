"""The files that Vault's agent writes for a workload, and where their content is in Vault."""

from typing import ClassVar

from domain.text import Text


class SecretFile(Text):
    """The name of a file below /vault/secrets."""

    pattern: ClassVar[str] = r"[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?"
    expected: ClassVar[str] = "a file's name of at most 40 lower-case letters, digits, dots, underscores and hyphens"
    example: ClassVar[str] = "signing.json"


class SecretPlace(Text):
    """The place of a secret in Vault, below those of its environment and plane."""

    pattern: ClassVar[str] = r"[a-z0-9][a-z0-9-]{0,38}(/[a-z0-9][a-z0-9-]{0,38}){0,3}"
    expected: ClassVar[str] = "the place of a secret in Vault, without environment and plane"
    example: ClassVar[str] = "control-plane/signing"
