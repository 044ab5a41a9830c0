"""The sandbox's stacks: made without a salt, kept when they exist, and pointed to the key service's present port."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox import backend, keys
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder

FIRST, SECOND = "http://127.0.0.1:4001", "http://127.0.0.1:4002"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with a key and an empty backend."""
    folder = Folder(tmp_path / "sandbox")
    keys.make_key(folder)
    backend.prepare(folder, FIRST)
    return folder


def state_of(folder: Folder, stack: str) -> dict[str, Any]:
    """Read a stack's state file."""
    path = folder.backend / ".pulumi" / "stacks" / "portarium" / f"{stack}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_new_stack_names_the_key_service(folder: Folder) -> None:
    """The engine takes the secrets provider from the state, so the state must name one."""
    backend.create_stack(folder, project="portarium", stack="dev", key_service=FIRST)
    provider = state_of(folder, "dev")["checkpoint"]["latest"]["secrets_providers"]
    assert provider["type"] == "service"
    assert provider["state"]["url"] == FIRST
    assert backend.stack_names(folder, "portarium") == ["dev"]


def test_an_existing_stack_is_never_overwritten(folder: Folder) -> None:
    """Making a stack twice is refused and leaves its state as it was."""
    backend.create_stack(folder, project="portarium", stack="dev", key_service=FIRST)
    before = state_of(folder, "dev")
    with pytest.raises(SandboxError, match="stack 'dev' already exists"):
        backend.create_stack(folder, project="portarium", stack="dev", key_service=SECOND)
    assert state_of(folder, "dev") == before


@pytest.mark.parametrize("name", ["", "../escape", "two words", "a" * 101])
def test_a_name_that_pulumi_refuses_is_refused(folder: Folder, name: str) -> None:
    """A bad name is one line and makes no file anywhere."""
    with pytest.raises(SandboxError, match="a stack's name is"):
        backend.create_stack(folder, project="portarium", stack=name, key_service=FIRST)
    assert backend.stack_names(folder, "portarium") == []


def test_stacks_follow_the_key_service_to_a_new_port(folder: Folder) -> None:
    """When another program took the old port, the stacks and the login name the new one; their resources stay."""
    backend.create_stack(folder, project="portarium", stack="dev", key_service=FIRST)
    path = folder.backend / ".pulumi" / "stacks" / "portarium" / "dev.json"
    content = state_of(folder, "dev")
    content["checkpoint"]["latest"]["resources"] = [{"urn": "urn:x"}]
    path.write_text(json.dumps(content), encoding="utf-8")
    backend.prepare(folder, SECOND)
    latest = state_of(folder, "dev")["checkpoint"]["latest"]
    assert latest["secrets_providers"]["state"]["url"] == SECOND
    assert latest["resources"] == [{"urn": "urn:x"}]
    credentials = json.loads((folder.pulumi_home / "credentials.json").read_text(encoding="utf-8"))
    assert list(credentials["accounts"]) == [SECOND]


def test_a_stack_with_a_passphrase_is_left_alone(folder: Folder) -> None:
    """State that a user brought along keeps the provider that encrypted it."""
    backend.create_stack(folder, project="portarium", stack="dev", key_service=FIRST)
    path = folder.backend / ".pulumi" / "stacks" / "portarium" / "dev.json"
    content = state_of(folder, "dev")
    content["checkpoint"]["latest"]["secrets_providers"] = {"type": "passphrase", "state": {"salt": "v1:x"}}
    path.write_text(json.dumps(content), encoding="utf-8")
    backend.prepare(folder, SECOND)
    assert state_of(folder, "dev") == content


def test_only_the_owner_reads_credentials_and_key(folder: Folder) -> None:
    """The key and the token stay the user's own, on a machine with others."""
    for path in (folder.key, folder.key_token, folder.pulumi_home / "credentials.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
