"""A server's configuration, as far as the double goes by it: its listener, and the key that seals it."""

import re
from dataclasses import dataclass
from typing import Final

from portarium_sandbox.errors import SandboxError

_BLOCK: Final = re.compile(r'^(listener|seal) "([a-z0-9]+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_VALUE: Final = re.compile(r'^  ([a-z_]+) = "([^"]*)"$', re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What the double needs of it."""

    port: int
    """The port that it listens on."""
    certificate: str
    """The file with its certificate."""
    private_key: str
    """The file with its key."""
    region: str
    """The region of the key that seals it."""
    seal_key: str
    """The key that seals it, by its ID, ARN or alias."""


def configuration_of(text: str) -> Configuration:
    """Read a configuration. Raises SandboxError that names what is missing, as the server would not start either."""
    blocks = {f"{kind} {name}": dict(_VALUE.findall(content)) for kind, name, content in _BLOCK.findall(text)}
    try:
        listener, seal = blocks["listener tcp"], blocks["seal awskms"]
        return Configuration(
            port=int(listener["address"].rpartition(":")[2]),
            certificate=listener["tls_cert_file"],
            private_key=listener["tls_key_file"],
            region=seal["region"],
            seal_key=seal["kms_key_id"],
        )
    except (KeyError, ValueError) as error:
        raise SandboxError(f"the configuration of Vault: {error}: the double needs a listener and a seal") from None
