"""The sandbox as `portarium` knows it: a backend that stands in where a shell has none (ops/operations/backend.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portarium_sandbox import environment, lifecycle
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import FOLDER_VARIABLE, Folder

if TYPE_CHECKING:
    from portarium_sandbox.databases import way


@dataclass(frozen=True, kw_only=True)
class RunningSandbox:
    """A sandbox that is up."""

    address: str
    """The URL of its state."""
    description: str
    """What it is, for people."""
    pulumi: str
    """The path of its Pulumi command line."""
    variables: Mapping[str, str]
    """The environment of processes that read it."""


def describe(variables: Mapping[str, str]) -> str | None:
    """Return in words the sandbox that a shell of these variables is on, if it is on one."""
    root = variables.get(FOLDER_VARIABLE)
    return f"the sandbox in {root}" if root and root in variables.get("PULUMI_BACKEND_URL", "") else None


def running(variables: Mapping[str, str]) -> RunningSandbox | None:
    """Return the sandbox that such a shell would name without an option, when it is up."""
    folder = Folder.resolve(None, variables)
    try:
        record = lifecycle.require_up(folder)
        complete = environment.complete(folder, record, variables)
    except SandboxError:
        return None
    return RunningSandbox(
        address=complete["PULUMI_BACKEND_URL"],
        description=f"the sandbox in {folder.root}",
        pulumi=str(folder.launchers / "pulumi"),
        variables=complete,
    )


def way_to_database(host: str, variables: Mapping[str, str]) -> way.Way | None:
    """Return the way to a database that the sandbox of such a shell has under this name."""
    # Late: no other command should pay for what speaks with databases.
    from portarium_sandbox.databases import way  # noqa: PLC0415

    endpoint = variables.get("AWS_ENDPOINT_URL")
    return way.find(host, endpoint) if endpoint and describe(variables) else None
