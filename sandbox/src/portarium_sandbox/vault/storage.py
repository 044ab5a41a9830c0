"""What a Vault keeps on its volume, so that another process of it is the same Vault."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any, Final

from portarium_sandbox.vault.double import VaultDouble

_KEPT: Final = (
    "initialised",
    "audits",
    "auths",
    "auth_config",
    "mounts",
    "mount_config",
    "policies",
    "roles",
    "recovery_keys",
    "threshold",
    "attempt",
)


def state_of(vault: VaultDouble) -> dict[str, Any]:
    """All that is kept; tokens are by their holders."""
    kept = {name: getattr(vault, name) for name in _KEPT}
    return {**kept, "tokens": {token: list(policies) for token, policies in vault.tokens.items()}}


def save(vault: VaultDouble, sealed_with: bytes, path: Path) -> None:
    """Write it in one step."""
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    content = {**state_of(vault), "sealedWith": base64.b64encode(sealed_with).decode()}
    temporary.write_text(json.dumps(content), encoding="utf-8")
    temporary.replace(path)


def load(vault: VaultDouble, path: Path) -> bytes:
    """Read it back, and give what the key has to open; nothing where there is no Vault yet."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return b""
    for name in _KEPT:
        setattr(vault, name, content[name])
    vault.tokens = {token: tuple(policies) for token, policies in content["tokens"].items()}
    return base64.b64decode(content["sealedWith"])


def snapshot_of(vault: VaultDouble) -> bytes:
    """A file like those of Vault: what it keeps, and the checksums of that."""
    state = json.dumps(state_of(vault)).encode()
    files = {
        "meta.json": b'{"Version":1}',
        "state.bin": state,
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    written = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=written, mode="wb", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as archive,
    ):
        for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()
