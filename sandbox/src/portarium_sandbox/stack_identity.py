"""As whom the engine works on a stack in a shell that names nobody: as it would be done in a real account.

What belongs to an account is an administrator's, and so are the first `up` of an environment and its end. What comes
between is a workflow's, which has the rights of its role and no more: a `preview` looks, any other command delivers.
A shell whose `AWS_PROFILE` somebody has set, or that has keys, is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portarium_sandbox import profiles
from portarium_sandbox.accounts import Accounts, is_of_an_account
from portarium_sandbox.folder import Folder
from portarium_sandbox.project import Project

_LOOKS = ("preview", "pre")
_ENDS = ("destroy", "down", "dn")
_COMPLETED = "release"
"""The output of an environment that an `up` has completed; until then only an administrator gets it further."""


def profile_for(command: str, stack: str, *, folder: Folder, project: Path, variables: Mapping[str, str]) -> str | None:
    """Return the profile that a command is to use; None to leave the shell's own."""
    if variables.get("AWS_PROFILE") != profiles.DEFAULT or "AWS_ACCESS_KEY_ID" in variables:
        return None
    accounts = Accounts.read(project)
    if is_of_an_account(stack) or command in _ENDS or not _is_completed(folder, project, stack):
        return profiles.administrator(accounts.of(stack))
    return profiles.workflow(accounts.delivered_as(stack), "preview" if command in _LOOKS else "deploy")


def _is_completed(folder: Folder, project: Path, stack: str) -> bool:
    state = folder.backend / ".pulumi" / "stacks" / Project.read(project).name / f"{stack}.json"
    if not state.exists():
        return False
    content: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
    latest: dict[str, Any] = content["checkpoint"].get("latest") or {}
    resources: list[dict[str, Any]] = latest.get("resources") or []
    roots = [resource for resource in resources if resource["type"] == "pulumi:pulumi:Stack"]
    return any(_COMPLETED in (root.get("outputs") or {}) for root in roots)
