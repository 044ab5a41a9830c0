"""Which Pulumi backend the operator's commands read: the shell's own, else one that runs on this machine.

A shell that names a backend, or a user who has logged in to one, is never led elsewhere: a command that shows prod must
not show a local cloud's instead. Only where there is no backend at all does a running one take its place: a sandbox,
which this module knows by an entry point alone.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import yaml

from ops import extensions
from ops.operations.error import OperationError
from ops.operations.profiles import in_account
from settings.files import DIRECTORY

_CLOUD = "https://api.pulumi.com"


class RunningBackend(Protocol):
    """A backend that runs on this machine, as `Backend` describes one."""

    @property
    def address(self) -> str: ...  # noqa: D102 (as in Backend)
    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def pulumi(self) -> str: ...  # noqa: D102
    @property
    def variables(self) -> Mapping[str, str]: ...  # noqa: D102


class LocalBackend(Protocol):
    """What another package offers under `portarium.backends`: `portarium <name> up` starts it, `env` is its shell."""

    def describe(self, variables: Mapping[str, str]) -> str | None:
        """Return in words what a shell of these variables is on, when it is this backend."""
        ...

    def running(self, variables: Mapping[str, str]) -> RunningBackend | None:
        """Return the backend that such a shell would find running."""
        ...

    def way_to_database(self, host: str, variables: Mapping[str, str]) -> Any:
        """Return the way (`ops.operations.database`) to a database that runs here under this name, if one does."""
        ...


class NoBackendError(OperationError):
    """The shell is on no backend, and none runs here."""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Where stacks are read from, and how."""

    address: str
    """Its URL."""
    description: str
    """The backend in words, for people."""
    chosen_for_you: bool
    """Whether it stands in for a backend that the shell does not have."""
    pulumi: str
    """The path of the Pulumi command line."""
    variables: Mapping[str, str]
    """The environment of processes that read it."""
    project: Path = DIRECTORY
    """The folder of the Pulumi project."""

    def as_seen_by(self, account: str) -> "Backend":
        """The same backend for whoever comes to an account: a bucket opens each state to those that it concerns."""
        return replace(self, variables=in_account(account, self.variables))


def find_backend(
    variables: Mapping[str, str] = os.environ,
    project: Path = DIRECTORY,
    local: Mapping[str, LocalBackend] | None = None,
) -> Backend:
    """Return the backend of this shell, else a local one that runs; raise OperationError when there is neither."""
    known = extensions.load(extensions.BACKENDS) if local is None else local
    address = _address(variables, project)
    if address is not None:
        own_bin = str(Path(sys.executable).parent)
        # Last on PATH: the AWS CLI of .venv serves a shell that has none of its own.
        complete = {**variables, "PATH": os.pathsep.join([variables.get("PATH", os.defpath), own_bin])}
        pulumi = shutil.which("pulumi", path=complete["PATH"])
        if pulumi is None:
            others = "".join(f', or work on the {name}: eval "$(portarium {name} env)"' for name in known)
            raise OperationError(f"pulumi is not on PATH; install it (https://www.pulumi.com/docs/install/){others}")
        described = next(filter(None, (backend.describe(variables) for backend in known.values())), address)
        return Backend(
            address=address,
            description=described,
            chosen_for_you=False,
            pulumi=pulumi,
            variables=complete,
            project=project,
        )
    running = next(filter(None, (backend.running(variables) for backend in known.values())), None)
    if running is None:
        missing = "".join(f" and no {name} is up" for name in known)
        others = "".join(f", or start a {name} with `portarium {name} up`" for name in known)
        raise NoBackendError(f"this shell is on no Pulumi backend{missing}; log in with `pulumi login`{others}")
    return Backend(
        address=running.address,
        description=running.description,
        chosen_for_you=True,
        pulumi=running.pulumi,
        variables=running.variables,
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
