"""`pulumi stack init` in the sandbox: makes the stack without a salt in the checkout, then selects it.

The launcher of `pulumi` comes here for this one command. A key of the real cloud is for the real stack: here the
secrets are encrypted by the sandbox's own. Options that mean something else than a plain new stack go on to the
engine, which then refuses rather than write a salt.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from portarium_sandbox import backend, record
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import PROJECT_FILE, Folder, nearest_project
from portarium_sandbox.project import Project

EXIT_REFUSED = 255
"""Pulumi's own exit code for a command that failed."""


def main() -> int:
    """Make and select a stack, or hand over to the engine."""
    parser = argparse.ArgumentParser(prog="python -m portarium_sandbox.stack_init")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    own = parser.parse_args()
    given = own.arguments[1:] if own.arguments[:1] == ["--"] else own.arguments
    request = plain_request(given)
    if request is None:
        os.execv(own.engine, ["pulumi", "stack", "init", *given])  # noqa: S606 (the engine takes this process over)
    try:
        make(Folder(own.folder), project_above(Path.cwd()), request.stack)
    except SandboxError as error:
        sys.stderr.write(f"error: {error}\n")
        return EXIT_REFUSED
    sys.stdout.write(f"Created stack '{request.stack}'\n")
    if request.secrets_provider:
        sys.stdout.write(f"Its secrets are encrypted by the sandbox, not by {request.secrets_provider}\n")
    sys.stdout.flush()
    if request.select:
        os.execv(own.engine, ["pulumi", "stack", "select", request.stack])  # noqa: S606 (as above)
    return 0


def plain_request(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Return the stack's name and whether to select it, or nothing when the engine must decide."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("positional", nargs="?")
    parser.add_argument("--stack", "-s")
    parser.add_argument("--no-select", dest="select", action="store_false")
    parser.add_argument("--secrets-provider")
    parser.add_argument("--non-interactive", action="store_true")
    parser.add_argument("--color")
    try:
        known, unknown = parser.parse_known_args(list(arguments))
    except argparse.ArgumentError:
        return None
    known.stack = known.stack or known.positional
    if unknown or not known.stack:
        return None
    known.stack = known.stack.removeprefix("organization/").rpartition("/")[2]
    return known


def make(folder: Folder, project: Project, stack: str) -> None:
    """Make the stack in the sandbox's backend."""
    current = record.load(folder)
    if current is None:
        raise SandboxError(f"{folder.root}: there is no sandbox; start it with `portarium sandbox up`")
    backend.create_stack(folder, project=project.name, stack=stack, key_service=current.url("keys"))


def project_above(start: Path) -> Project:
    """Return the project of the nearest folder upwards that has one, as Pulumi looks for it."""
    folder = nearest_project(start)
    if folder is None:
        raise SandboxError(f"{start}: no {PROJECT_FILE} here or above; run this in the project's folder")
    return Project.read(folder)


if __name__ == "__main__":
    sys.exit(main())
