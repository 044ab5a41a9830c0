"""By hand, an environment's account and cluster are found as all commands find them; in a pod, they are its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ops.operations import reached
from ops.operations.access import work
from ops.operations.backend import Backend
from ops.operations.error import OperationError
from ops.operations.stack_state import StackState
from tests.ops.operations.test_access_plan import plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A plan."""
    written = tmp_path / "plan.json"
    written.write_text(json.dumps(plan()))
    return written


def test_a_pod_is_itself(file: Path) -> None:
    """It trusts what the plan says, and comes to its cluster when something is restarted."""
    found = work.work_of(file, {}, authority=None, environment="")
    assert str(found.entrance.authority) == plan()["server"]["authority"]
    with pytest.raises(OperationError, match="this is no pod"):
        found.restarts.cluster()


def test_a_person_names_an_environment(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose kubeconfig is asked for when something is restarted."""
    outputs: dict[str, Any] = {}

    def backend(variables: dict[str, str]) -> Backend:
        return Backend(address="", description="", chosen_for_you=False, pulumi="", variables=variables)

    def state(name: str, _backend: Backend) -> StackState:
        return StackState(name=name, outputs=outputs)

    def sign_in(kubeconfig: str, _variables: object) -> str:
        return f"the cluster of {kubeconfig}"

    monkeypatch.setattr(reached, "find_backend", backend)
    monkeypatch.setattr(reached, "read_stack", state)
    monkeypatch.setattr(reached, "sign_in", sign_in)
    own = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    found = work.work_of(file, own, authority=tmp_path / "mine.pem", environment="dev")
    assert found.entrance.authority == tmp_path / "mine.pem"
    with pytest.raises(OperationError, match="dev has no cluster; pulumi up -s dev makes one"):
        found.restarts.cluster()
    outputs["kubeconfig"] = "dev"
    assert str(found.restarts.cluster()) == "the cluster of dev"


def test_an_unknown_environment_is_refused(file: Path) -> None:
    """With the nearest one."""
    with pytest.raises(OperationError, match="did you mean prod"):
        work.work_of(file, {}, authority=None, environment="prd")
