"""The Pulumi state of a sandbox: a file backend whose stacks name the sandbox's own key service.

The engine writes an `encryptionsalt` into `Pulumi.<stack>.yaml` as soon as it makes a stack by itself. So the sandbox
makes them: an empty checkpoint, as the engine would write it, that names the key service
(docs/adr/0010-secrets-in-the-sandbox.md).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder

STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
CHECKPOINT_VERSION = 3


class StackExistsError(SandboxError):
    """The stack is there already, with state that must not be overwritten."""


def prepare(folder: Folder, key_service: str) -> None:
    """Make the empty backend and log the engine in to the key service; keep every stack that exists."""
    metadata = folder.backend / ".pulumi" / "meta.yaml"
    metadata.parent.mkdir(parents=True, exist_ok=True)
    if not metadata.exists():
        metadata.write_text("version: 1\n", encoding="utf-8")
    folder.pulumi_home.mkdir(parents=True, exist_ok=True)
    token = folder.key_token.read_text(encoding="utf-8")
    credentials = folder.pulumi_home / "credentials.json"
    credentials.touch(mode=0o600)
    credentials.write_text(
        json.dumps(
            {
                "current": backend_url(folder),
                "accessTokens": {backend_url(folder): "", key_service: token},
                "accounts": {key_service: {"accessToken": token, "username": "sandbox"}},
            },
            indent=2,
        ),
        encoding="utf-8",
    )
    for state in sorted(_stacks_folder(folder).glob("*/*.json")):
        _point_to_key_service(state, key_service)


def backend_url(folder: Folder) -> str:
    """Return the URL by which Pulumi knows this backend."""
    # Without this the backend keeps each file's attributes in a second one that it rewrites in place, and who reads a
    # stack while its update begins, as the program does with its own releases, may find that one empty.
    return f"file://{folder.backend}?metadata=skip"


def stack_names(folder: Folder, project: str) -> list[str]:
    """Return the names of the project's stacks."""
    return sorted(path.stem for path in (_stacks_folder(folder) / project).glob("*.json"))


def create_stack(folder: Folder, *, project: str, stack: str, key_service: str) -> None:
    """Make an empty stack; refuse a name that exists or that the engine would refuse."""
    if not STACK_NAME.fullmatch(stack):
        raise SandboxError(
            f"stack {stack!r}: a stack's name is 1 to 100 letters, digits, hyphens, underscores and periods"
        )
    path = _stacks_folder(folder) / project / f"{stack}.json"
    if path.exists():
        raise StackExistsError(f"stack {stack!r} already exists")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, _empty_checkpoint(project, stack, key_service))


def _empty_checkpoint(project: str, stack: str, key_service: str) -> dict[str, Any]:
    return {
        "version": CHECKPOINT_VERSION,
        "checkpoint": {
            "stack": f"organization/{project}/{stack}",
            "latest": {
                # The engine checks the magic against the version: none for none.
                "manifest": {"time": datetime.now(UTC).isoformat(), "magic": "", "version": ""},
                "secrets_providers": {
                    "type": "service",
                    "state": {"url": key_service, "owner": "sandbox", "project": project, "stack": stack},
                },
                "metadata": {},
            },
        },
    }


def _point_to_key_service(path: Path, key_service: str) -> None:
    """Follow the key service to the port it has now."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    latest: dict[str, Any] = content["checkpoint"].get("latest") or {}
    provider: dict[str, Any] = latest.get("secrets_providers") or {}
    if provider.get("type") == "service" and provider["state"].get("url") != key_service:
        provider["state"]["url"] = key_service
        _write(path, content)


def _write(path: Path, content: dict[str, Any]) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(content, indent=4), encoding="utf-8")
    temporary.replace(path)


def _stacks_folder(folder: Folder) -> Path:
    return folder.backend / ".pulumi" / "stacks"
