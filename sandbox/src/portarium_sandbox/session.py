"""A running sandbox for Python: journeys, the benchmark and scripts drive the real engine through this.

with Session.start(folder, project) as session:
    result = session.pulumi("up", "-s", "dev", "--yes")
    assert result.exit_code == 0, result.explain()
    session.boto3("s3").list_buckets()
    session.kubernetes("portarium-dev").get("/api/v1/namespaces")
"""

# ruff: noqa: S603, S607 (a list of words of our own, which no shell reads)

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portarium_sandbox import environment, lifecycle
from portarium_sandbox.aws_client import client
from portarium_sandbox.folder import CHECKOUT, Folder
from portarium_sandbox.kubernetes import kubeconfig
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.record import Record

EVENT_COMMANDS = frozenset({"up", "preview", "refresh", "destroy"})
DEFAULT_SECONDS = 900.0
_ADMINISTRATORS: dict[tuple[str, bytes | None, frozenset[tuple[str, str]]], KubernetesClient] = {}
"""By the cluster, which has another authority when it is made anew, and the environment of its sign-in."""


@dataclass(frozen=True, kw_only=True)
class PulumiResult:
    """How one `pulumi` command ended."""

    arguments: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def changes(self) -> dict[str, int]:
        """Count the resources by what was done to them, as Pulumi's own summary does: `{"create": 3, "same": 1}`."""
        for event in reversed(self.events):
            if "summaryEvent" in event:
                return dict(event["summaryEvent"].get("resourceChanges") or {})
        return {}

    @property
    def changed_urns(self) -> dict[str, str]:
        """Return every resource that was, or in a preview would be, touched, with the operation."""
        steps = [event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event]
        return {step["urn"]: step["op"] for step in steps if step["op"] != "same"}

    @property
    def diagnostics(self) -> list[str]:
        """Return the errors and warnings, in the engine's order."""
        return self._said("error", "warning")

    @property
    def errors(self) -> list[str]:
        """Return the errors alone."""
        return self._said("error")

    def _said(self, *severities: str) -> list[str]:
        found = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        return [entry["message"] for entry in found if entry.get("severity") in severities]

    def explain(self) -> str:
        """Return all that the command said, for an assertion's message."""
        return f"pulumi {' '.join(self.arguments)}: exit code {self.exit_code}\n{self.stdout}\n{self.stderr}"


@dataclass(frozen=True)
class Session:
    """A running sandbox and the project folder that it serves."""

    folder: Folder
    project: Project
    record: Record

    @classmethod
    @contextmanager
    def start(cls, folder: Folder, project: Project, progress: Progress | None = None) -> Generator[Session]:
        """Bring a sandbox up for as long as the block runs, and stop it afterwards; its state stays."""
        current = lifecycle.up(folder, project, progress or Progress())
        try:
            yield cls(folder, project, current)
        finally:
            lifecycle.down(folder)

    @classmethod
    def attach(cls, folder: Folder, project: Project) -> Session:
        """Use a sandbox that is up already."""
        return cls(folder, project, lifecycle.require_up(folder))

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of a process that works on this sandbox."""
        return environment.complete(self.folder, self.record)

    def pulumi(
        self,
        *arguments: str,
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
        standard_input: str | None = None,
        seconds: float = DEFAULT_SECONDS,
    ) -> PulumiResult:
        """Run the engine in the project's folder, without a terminal, and return all that it said."""
        with tempfile.TemporaryDirectory(prefix="portarium-events-") as scratch:
            events = Path(scratch, "events.json")
            logged = ["--event-log", str(events)] if arguments and arguments[0] in EVENT_COMMANDS else []
            answer = subprocess.run(
                [self.launcher, *arguments, "--non-interactive", "--color", "never", *logged],
                cwd=folder or self.project.folder,
                # Without it only `preview` has --event-log.
                env={**self.environment, "PULUMI_DEBUG_COMMANDS": "true", **(variables or {})},
                input=standard_input,
                stdin=subprocess.DEVNULL if standard_input is None else None,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
            lines = events.read_text(encoding="utf-8").splitlines() if events.exists() else []
        return PulumiResult(
            arguments=arguments,
            exit_code=answer.returncode,
            stdout=answer.stdout,
            stderr=answer.stderr,
            events=[json.loads(line) for line in lines if line],
        )

    def start_pulumi(
        self, *arguments: str, variables: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> subprocess.Popen[str]:
        """Start the engine and return at once, for tests that interrupt or kill it."""
        return subprocess.Popen(
            [self.launcher, *arguments, "--non-interactive", "--color", "never"],
            cwd=folder or self.project.folder,
            env={**self.environment, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def outputs(self, stack: str) -> dict[str, Any]:
        """Return a stack's outputs, secrets included."""
        result = self.pulumi("stack", "output", "--json", "--show-secrets", "-s", stack)
        if result.exit_code != 0:
            raise RuntimeError(result.explain())
        return json.loads(result.stdout)

    def state(self, stack: str, *, show_secrets: bool = False) -> dict[str, Any]:
        """Return a stack's state as `pulumi stack export` gives it, secrets encrypted unless they are to be shown."""
        result = self.pulumi("stack", "export", *(["--show-secrets"] if show_secrets else []), "-s", stack)
        if result.exit_code != 0:
            raise RuntimeError(result.explain())
        return json.loads(result.stdout)

    def boto3(self, service: str, stack: str = "", *, region: str | None = None) -> Any:
        """Return a boto3 client of the administrator of a stack's account; of the first account without one.

        It is in the sandbox's own region or another.
        """
        return client(
            service,
            endpoint=self.record.url("cloud"),
            region=region or self.record.region,
            credentials=self.record.administrators[self.project.accounts.number_of(stack)],
        )

    def kubernetes(self, cluster: str, credentials: Mapping[str, str] | None = None) -> KubernetesClient:
        """Return a client for an EKS cluster's API server, authenticated as `kubectl` would be.

        As the administrator of its account, unless other AWS credentials are given, as environment variables. The
        administrator's is the same each time: for its token the AWS CLI starts, which takes a second of the processor.
        """
        chosen = kubeconfig.load(str(self.folder.kubeconfig), context=cluster)
        own = self.environment
        if credentials:
            return KubernetesClient(chosen, environment={**own, **credentials})
        known = (*chosen.identity, frozenset(own.items()))
        if known not in _ADMINISTRATORS:
            _ADMINISTRATORS[known] = KubernetesClient(chosen, environment=own)
        return _ADMINISTRATORS[known]

    @property
    def launcher(self) -> str:
        """Return the path of the sandbox's `pulumi`."""
        return str(self.folder.launchers / "pulumi")


def copy_checkout(destination: Path, source: Path = CHECKOUT) -> Project:
    """Copy what git tracks, or would track, so that a session never touches the checkout itself."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=source,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        original = source / name
        if not original.exists():
            continue  # deleted in the working tree
        copy = destination / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original, copy, follow_symlinks=False)
    return Project.read(destination)


def in_ci(variables: Mapping[str, str] = os.environ) -> bool:
    """Say whether this runs in CI, where a journey that cannot run is a failure."""
    return variables.get("CI", "").lower() in {"1", "true", "yes"}
