"""Which Pulumi backend the operator's commands read: the shell's own, else a sandbox that is up.

A shell that names a backend, or a user who has logged in to one, is never led elsewhere: a command that shows prod must
not show a sandbox's instead. Only where there is no backend at all does a running sandbox take its place.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ops.operations.error import OperationError
from sandbox import environment, lifecycle
from sandbox.errors import SandboxError
from sandbox.folder import CHECKOUT, FOLDER_VARIABLE, Folder

_CLOUD = "https://api.pulumi.com"


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Where stacks are read from, and how."""

    description: str
    """The backend in words, for people."""
    chosen_for_you: bool
    """Whether a sandbox stands in for a backend that the shell does not have."""
    pulumi: str
    """The path of the Pulumi command line."""
    variables: Mapping[str, str]
    """The environment of processes that read it."""
    project: Path = CHECKOUT
    """The folder of the Pulumi project."""


def find_backend(variables: Mapping[str, str] = os.environ, project: Path = CHECKOUT) -> Backend:
    """Return the backend of this shell, else the sandbox that is up; raise OperationError when there is neither."""
    address = _address(variables, project)
    if address is not None:
        own_bin = str(Path(sys.executable).parent)
        # Last on PATH: the AWS CLI of .venv serves a shell that has none of its own.
        complete = {**variables, "PATH": os.pathsep.join([variables.get("PATH", os.defpath), own_bin])}
        pulumi = shutil.which("pulumi", path=complete["PATH"])
        if pulumi is None:
            raise OperationError(
                "pulumi is not on PATH; install it (https://www.pulumi.com/docs/install/), "
                'or work on the sandbox: eval "$(portarium sandbox env)"'
            )
        described = f"the sandbox in {variables[FOLDER_VARIABLE]}" if _in_sandbox(variables) else address
        return Backend(description=described, chosen_for_you=False, pulumi=pulumi, variables=complete, project=project)
    folder = Folder.resolve(None, variables)
    try:
        record = lifecycle.require_up(folder)
        sandboxed = environment.complete(folder, record, variables)
    except SandboxError:
        raise OperationError(
            "this shell is on no Pulumi backend and no sandbox is up; "
            "log in with `pulumi login`, or start a sandbox with `portarium sandbox up`"
        ) from None
    return Backend(
        description=f"the sandbox in {folder.root}",
        chosen_for_you=True,
        pulumi=str(folder.launchers / "pulumi"),
        variables=sandboxed,
        project=project,
    )


def _address(variables: Mapping[str, str], project: Path) -> str | None:
    """Return the backend's address, found in the order in which the Pulumi command line looks for it."""
    if named := variables.get("PULUMI_BACKEND_URL"):
        return named
    content: dict[str, Any] = yaml.safe_load((project / "Pulumi.yaml").read_text(encoding="utf-8"))
    of_project: dict[str, str] = content.get("backend") or {}
    if "url" in of_project:
        return of_project["url"]
    if logged_in := _logged_in(variables):
        return logged_in
    return _CLOUD if variables.get("PULUMI_ACCESS_TOKEN") else None


def _logged_in(variables: Mapping[str, str]) -> str | None:
    home = variables.get("PULUMI_HOME") or Path(variables.get("HOME") or Path.home()) / ".pulumi"
    file = Path(variables.get("PULUMI_CREDENTIALS_PATH") or home) / "credentials.json"
    try:
        return json.loads(file.read_text(encoding="utf-8")).get("current") or None
    except (OSError, ValueError):
        return None


def _in_sandbox(variables: Mapping[str, str]) -> bool:
    root = variables.get(FOLDER_VARIABLE)
    return bool(root) and root in variables.get("PULUMI_BACKEND_URL", "")
