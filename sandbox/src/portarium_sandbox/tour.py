"""`make sandbox`: from nothing to a deployed dev environment, then what was made and what to try next."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from portarium_sandbox import environment, lifecycle
from portarium_sandbox.accounts import stack_of
from portarium_sandbox.folder import Folder
from portarium_sandbox.pods.own_images import require_own_images
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.record import Record
from portarium_sandbox.session import Session

STACK = "dev"
AFTER_ENVIRONMENT = (
    ("pulumi preview -s staging", "see what the next environment would be"),
    ("aws s3 ls && aws eks list-clusters", "look at what was made with AWS's own tools"),
)


def run(folder: Folder, project: Project, progress: Progress) -> int:
    """Bring everything up, deploy dev and print the table; return the exit code."""
    require_own_images(project)
    current = lifecycle.up(folder, project, progress)
    # What an account has comes before the environments in it.
    for stack, duration in ((stack_of(project.accounts.of(STACK)), "a few seconds"), (STACK, "usually a minute")):
        with progress.step(f"pulumi up -s {stack}", duration):
            code = _deploy(folder, project, current, stack)
        if code != 0:
            progress.note(f"pulumi up -s {stack} failed; its output above says why, `portarium sandbox logs` has more")
            return code
    state = Session(folder, project, current).state(STACK)
    Console(highlight=False).print(summary(resources_of(state), folder, current))
    for command, purpose in next_commands(folder):
        sys.stdout.write(f"  {command:<50} # {purpose}\n")
    return 0


def next_commands(folder: Folder) -> list[tuple[str, str]]:
    """Return what to try next, as it works in a shell that knows neither the virtual environment nor the folder."""
    portarium = Path(sys.executable).with_name("portarium")
    option = "" if folder == Folder.resolve(None) else f" --folder {shlex.quote(str(folder.root))}"
    first = (
        f'eval "$({_from_here(portarium)} sandbox env{option})"',
        "let pulumi, aws and kubectl in this shell work on the sandbox",
    )
    return [first, *AFTER_ENVIRONMENT]


def resources_of(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of an exported state that exist outside of Pulumi."""
    resources: list[dict[str, Any]] = state["deployment"].get("resources") or []
    return [resource for resource in resources if resource.get("custom") and not _is_provider(resource)]


def summary(resources: list[dict[str, Any]], folder: Folder, current: Record) -> Table:
    """Return what was made: how many of which kind, and where they are."""
    places = {
        "aws": f"AWS at {current.url('cloud')}",
        "kubernetes": f"Kubernetes, kubeconfig {_from_here(folder.kubeconfig)}",
    }
    elsewhere = f"Pulumi's state in {_from_here(folder.backend)}"
    counts = Counter(kind_of(resource["type"]) for resource in resources)
    table = Table("what", "how many", "where", title=f"{STACK}: {len(resources)} resources", title_justify="left")
    for (package, module), count in sorted(counts.items()):
        table.add_row(f"{package} {module}", str(count), places.get(package, elsewhere))
    return table


def kind_of(token: str) -> tuple[str, str]:
    """Return the provider and the service of a type token: `aws:s3/bucket:Bucket` is aws, s3."""
    package, module, _name = token.split(":", 2)
    return package, module.split("/")[0]


def _deploy(folder: Folder, project: Project, current: Record, stack: str) -> int:
    """Run the engine with its own display: live on a terminal, plain lines in a log."""
    command = [str(folder.launchers / "pulumi"), "up", "-s", stack, "--yes", "--skip-preview"]
    if not sys.stdout.isatty():
        command += ["--non-interactive"]
    return subprocess.run(
        command, cwd=project.folder, env=environment.complete(folder, current, os.environ), check=False
    ).returncode


def _from_here(path: Path) -> Path:
    """Return a path as short as it can be and still be pasted."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _is_provider(resource: dict[str, Any]) -> bool:
    return str(resource["type"]).startswith("pulumi:")
