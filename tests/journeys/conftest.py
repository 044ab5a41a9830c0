"""The sandbox that journeys run on: the real engine, real AWS calls and a real Kubernetes API, in a folder of its own.

A machine that cannot have the engine or the control plane (no Go, a registry that refuses, no room) runs no journeys:
they are skipped with the reason, which is said again, loudly, at the end. In CI it is a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox import builds
from sandbox.errors import SandboxError
from sandbox.folder import Folder
from sandbox.progress import Progress
from sandbox.project import Project
from sandbox.session import PulumiResult, Session, copy_checkout, in_ci

StartSandbox = Callable[[Project], Session]
REASON = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def start_sandbox(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[StartSandbox]:
    """Start sandboxes for given projects; each is stopped when the tests end."""
    _build_or_report(pytestconfig)
    with ExitStack() as running:

        def start(project: Project) -> Session:
            folder = Folder(tmp_path_factory.mktemp("sandbox"))
            return running.enter_context(Session.start(folder, project))

        yield start


@pytest.fixture(scope="session")
def sandbox(start_sandbox: StartSandbox, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """One sandbox for all journeys of a run, with a copy of the checkout, so that the checkout is never touched.

    It starts with the stacks dev, staging and prod empty; `dev`, `staging` and `prod` deploy them when they are first
    asked for. A journey that changes one of them puts it back: the image, the settings file, the objects.
    """
    return start_sandbox(copy_checkout(tmp_path_factory.mktemp("checkout")))


@pytest.fixture(scope="session")
def dev(sandbox: Session) -> PulumiResult:
    """The first `up` of dev, which all journeys share."""
    return _first_up(sandbox, "dev")


@pytest.fixture(scope="session")
def staging(sandbox: Session, dev: PulumiResult) -> PulumiResult:
    """The first `up` of staging, with the image that dev runs."""
    return _first_up(sandbox, "staging")


@pytest.fixture(scope="session")
def prod(sandbox: Session, staging: PulumiResult) -> PulumiResult:
    """The first `up` of prod, with the image that staging runs."""
    return _first_up(sandbox, "prod")


@pytest.fixture(scope="session")
def spare_sandbox(start_sandbox: StartSandbox, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A second sandbox with a copy of the checkout, for journeys that destroy and kill.

    Nothing in it is to be relied on: a journey brings it into the state that it starts from, whatever is there.
    """
    return start_sandbox(copy_checkout(tmp_path_factory.mktemp("spare")))


@pytest.fixture(scope="session")
def bare_sandbox(start_sandbox: StartSandbox, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A sandbox for tests of the engine and the language host, which bring tiny programs of their own."""
    folder = tmp_path_factory.mktemp("bare")
    write_project(folder, program="")
    return start_sandbox(Project.read(folder))


def write_project(folder: Path, *, program: str, name: str = "tiny") -> Project:
    """Write a Pulumi project whose whole program is given."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n", encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    return Project.read(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the very end that no journey ran, and why: a skip alone is easily overlooked."""
    reason = config.stash.get(REASON, None)
    if reason:
        terminalreporter.section("JOURNEYS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(reason, red=True)
        terminalreporter.line("Everything else was tested; these tests were not.", red=True)


def _first_up(sandbox: Session, stack: str) -> PulumiResult:
    result = sandbox.pulumi("up", "-s", stack, "--yes", "--skip-preview")
    if result.exit_code != 0:
        pytest.fail(result.explain(), pytrace=False)
    return result


def _build_or_report(config: pytest.Config) -> None:
    # Past pytest's capture: the first build takes minutes and must not look stuck.
    capture: Any = config.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            builds.engine(Progress())
            builds.control_plane(Progress())
    except SandboxError as error:
        reason = str(error)
    else:
        return
    config.stash[REASON] = reason
    if in_ci():
        pytest.fail(f"journeys must run in CI: {reason}", pytrace=False)
    pytest.skip(f"journeys not run: {reason}")
