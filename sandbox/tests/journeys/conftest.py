"""A sandbox for tiny programs, which the tests bring along."""

from __future__ import annotations

import pytest

from portarium_sandbox.journeys import (
    StartSandbox,
    pytest_terminal_summary,
    pytest_xdist_setupnodes,
    start_sandbox,
    write_project,
)
from portarium_sandbox.project import Project
from portarium_sandbox.session import Session

__all__ = [
    "pytest_terminal_summary",
    "pytest_xdist_setupnodes",
    "start_sandbox",
]


@pytest.fixture(scope="session")
def bare_sandbox(start_sandbox: StartSandbox, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A sandbox for tests of the engine and the language host, which bring tiny programs of their own."""
    folder = tmp_path_factory.mktemp("bare")
    write_project(folder, program="")
    return start_sandbox(Project.read(folder))
