"""The two programs in a sandbox of their own each: ours, and the flat one that is written from our state."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from portarium_sandbox import lifecycle, profiles
from portarium_sandbox.accounts import REGISTRY
from portarium_sandbox.folder import Folder
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.session import PulumiResult, Session
from tests.bench.flat_program import ENTRY, flat_source
from tests.bench.measurement import BenchError
from tests.journeys.gate import letting_in
from tests.journeys.releases import up_account


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One stack of a program, on its sandbox."""

    session: Session
    stack: str

    def preview(self, *options: str) -> PulumiResult:
        """Run `pulumi preview`."""
        return self._run("preview", *options)

    def up(self) -> PulumiResult:
        """Run `pulumi up` without the preview before it."""
        with letting_in(self.session, self.stack):
            return self._run("up", "--yes", "--skip-preview")

    def promote(self, image_sha: str) -> PulumiResult:
        """Set the stack's SHA; the next `up` deploys it."""
        return self.session.pulumi("config", "set", "imageSha", image_sha, "-s", self.stack)

    def _run(self, command: str, *options: str) -> PulumiResult:
        # As the same for both: in a completed environment the sandbox would let a workflow's role run ours.
        administrator = profiles.administrator(self.session.project.accounts.of(self.stack))
        return self.session.pulumi(command, "-s", self.stack, *options, variables={"AWS_PROFILE": administrator})


def ours(sandbox: Path, checkout: Project, stack: str) -> Contestant:
    """Our program's stack, with that of its account under it."""
    session = _attached(sandbox, checkout, checkout)
    up_account(session, stack)
    return Contestant(session=session, stack=stack)


def alone(sandbox: Path, project: Project, stack: str) -> Contestant:
    """A stack that needs nothing of its account."""
    return Contestant(session=_attached(sandbox, project, project), stack=stack)


def flat(sandbox: Path, checkout: Project, folder: Path, stack: str, model: Contestant) -> Contestant:
    """The flat program with the resources of a stack that is up, in an account that is as that one's."""
    export = model.session.pulumi("stack", "export", "-s", stack, "--show-secrets")
    if export.exit_code != 0:
        raise BenchError(export.explain())
    resources: list[dict[str, Any]] = json.loads(export.stdout)["deployment"]["resources"]
    image_sha = image_sha_of(checkout, stack)
    folder.mkdir(parents=True, exist_ok=True)
    copy_sandbox_settings(checkout, folder)
    project = write_project(folder, stack, program=flat_source(stack, resources, image_sha), image_sha=image_sha)
    shutil.copyfile(checkout.folder / "stacks" / f"{ENTRY}.py", folder / f"{ENTRY}.py")
    # It says which account the stack lies in, whose number is in what the program is written from.
    registry = folder / REGISTRY
    registry.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(checkout.folder / REGISTRY, registry)
    up_account(_attached(sandbox, checkout, checkout), stack)
    return Contestant(session=_attached(sandbox, checkout, project), stack=stack)


def write_project(folder: Path, stack: str, *, program: str, image_sha: str = "") -> Project:
    """Write a project of one stack around a program."""
    name = f"flat-{stack}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n", encoding="utf-8")
    settings = f'config:\n  {name}:imageSha: "{image_sha}"\n' if image_sha else "config: {}\n"
    (folder / f"Pulumi.{stack}.yaml").write_text(settings, encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    return Project.read(folder)


def copy_sandbox_settings(checkout: Project, folder: Path) -> None:
    """Copy what the sandbox is to do for our program beside its resources, so that it does the same for the flat one.

    Pods of ours are executed, what is installed from charts has to be one of the list, and something answers for Vault.
    """
    shutil.copyfile(checkout.folder / "pyproject.toml", folder / "pyproject.toml")
    for named in (checkout.charts, checkout.stand_ins):
        if named is None:
            continue
        copy = folder / named.relative_to(checkout.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if named.is_dir():
            # It is there already in the second of several first runs.
            shutil.copytree(named, copy, dirs_exist_ok=True)
        else:
            shutil.copyfile(named, copy)


def image_sha_of(project: Project, stack: str) -> str:
    """Return the SHA that a stack's settings name."""
    content = yaml.safe_load((project.folder / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))
    return content["config"][f"{project.name}:imageSha"]


def _attached(sandbox: Path, checkout: Project, project: Project) -> Session:
    folder = Folder(sandbox)
    # First for the checkout: the people that its settings let in are roles of the account.
    for each in dict.fromkeys((checkout, project)):
        lifecycle.up(folder, each, Progress())
    return Session.attach(folder, project)
