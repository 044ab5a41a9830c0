"""The sandbox that journeys run on: the real engine, real AWS calls, a real Kubernetes API, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs]  (it has its types in its code)
from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]

from portarium_sandbox import lifecycle
from portarium_sandbox.journeys import (
    StartSandbox,
    pytest_terminal_summary,
    pytest_xdist_setupnodes,
    start_sandbox,
)
from portarium_sandbox.session import PulumiResult, Session, copy_checkout
from tests.journeys.releases import first_up

__all__ = [
    "pytest_terminal_summary",
    "pytest_xdist_setupnodes",
    "start_sandbox",
]

LANES: Final = {
    "environments": (),
    "first accounts": ("test_first_accounts",),
    "dev": (
        "test_access",
        "test_admission_policies",
        "test_failing_image",
        "test_first_account",
        "test_guarded_namespaces",
        "test_preview",
        "test_refresh",
        "test_review_environment",
        "test_secrets",
        "test_shell",
        "test_signed_images",
    ),
    "spare": ("test_crash_and_resume", "test_destroy"),
    "older release": ("test_older_release",),
    "local environment": ("test_local_environment", "test_nats_snapshots"),
}
"""What shares a sandbox, the longest first, so that none begins when the others are over; the rest is the first's."""

_ORDER: Final = {file: place for place, files in enumerate(LANES.values()) for file in files}


class Lanes(LoadScopeScheduling):
    """What shares a sandbox runs in one process, in its order; other processes have other lanes meanwhile."""

    def _split_scope(self, nodeid: str) -> str:
        return tuple(LANES)[_place(Path(nodeid.partition("::")[0]))]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    """Let `pytest -n 3` run the lanes side by side, as they are listed and not by their number of tests."""
    config.option.loadscopereorder = False
    return Lanes(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest lane first; inside of a lane everything stays where it is."""
    items.sort(key=lambda item: _place(item.path))


def _place(file: Path) -> int:
    return _ORDER.get(file.stem, 0)


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


@pytest.fixture(scope="module")
def newcomers_sandbox(start_sandbox: StartSandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A sandbox for accounts that are not the repository's, which is over with the file that asks for it."""
    session = start_sandbox(copy_checkout(tmp_path_factory.mktemp("known")))
    try:
        yield session
    finally:
        lifecycle.down(session.folder)


def _first_up(sandbox: Session, stack: str) -> PulumiResult:
    result = first_up(sandbox, stack)
    if result.exit_code != 0:
        pytest.fail(result.explain(), pytrace=False)
    return result
