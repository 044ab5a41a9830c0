"""What journeys on a sandbox share, for a `conftest.py` to import: the fixture that starts sandboxes, and its report.

A machine that cannot have the engine or the control plane (no Go, a registry that refuses, no room) runs no journeys:
they are skipped with the reason, which is said again, loudly, at the end. In CI it is a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox import builds
from portarium_sandbox.charts import definitions
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.session import Session, in_ci

StartSandbox = Callable[[Project], Session]
REASON = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def start_sandbox(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[StartSandbox]:
    """Start sandboxes for given projects; each is stopped when the tests end."""
    _build_or_report(pytestconfig)
    with ExitStack() as running:

        def start(project: Project) -> Session:
            folder = Folder(tmp_path_factory.mktemp("sandbox"))
            _spare_the_log(folder)
            return running.enter_context(Session.start(folder, project))

        yield start


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Build before the lanes start, because nothing that a lane's process prints is seen."""
    _build(config)


def _spare_the_log(folder: Folder) -> None:
    """Keep the engine from writing the log of its own that nobody reads here: a fifth of its work in a preview.

    There is no switch for it. Where its folder can't be made, the engine does without, and says so in that log alone.
    """
    folder.pulumi_home.mkdir(parents=True)
    (folder.pulumi_home / "logs").touch()


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


def _build_or_report(config: pytest.Config) -> None:
    reason = _build(config)
    if reason and in_ci():
        pytest.fail(f"journeys must run in CI: {reason}", pytrace=False)
    if reason:
        pytest.skip(f"journeys not run: {reason}")


def _build(config: pytest.Config) -> str | None:
    """Build the engine and the control plane, fetch the kinds of charts, and return why that can't be done."""
    # Past pytest's capture: the first build takes minutes and must not look stuck.
    capture: Any = config.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            builds.engine(Progress())
            builds.control_plane(Progress())
            definitions.provide(Progress())
    except SandboxError as error:
        config.stash[REASON] = str(error)
        return str(error)
    return None
