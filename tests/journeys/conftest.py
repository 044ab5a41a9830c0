"""The sandbox that journeys run on: the real engine, real AWS calls, a real Kubernetes API, in a folder of its own."""

from __future__ import annotations

import pytest

from portarium_sandbox.journeys import StartSandbox, pytest_terminal_summary, start_sandbox
from portarium_sandbox.session import PulumiResult, Session, copy_checkout
from tests.journeys.releases import first_up

__all__ = ["pytest_terminal_summary", "start_sandbox"]


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


def _first_up(sandbox: Session, stack: str) -> PulumiResult:
    result = first_up(sandbox, stack)
    if result.exit_code != 0:
        pytest.fail(result.explain(), pytrace=False)
    return result
