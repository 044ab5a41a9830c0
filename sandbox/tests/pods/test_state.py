"""A pod's phase, conditions and containers, as the API has them."""

from typing import Any

import pytest

from portarium_sandbox.pods.state import ContainerState, conditions, phase


def container(code: int | None = None, *, runs: bool = False) -> ContainerState:
    """Give a container that waits, runs or has ended."""
    made = ContainerState(name="main", image="x")
    if runs or code is not None:
        made.run(1)
    if code is not None:
        made.end(code)
    return made


@pytest.mark.parametrize(
    ("codes", "policy", "expected"),
    [
        ([0, 0], "Never", "Succeeded"),
        ([0, 1], "Never", "Failed"),
        ([0, None], "Never", "Running"),
        ([0], "OnFailure", "Succeeded"),
        ([1], "OnFailure", "Running"),
        ([0], "Always", "Running"),
    ],
)
def test_phase(codes: list[int | None], policy: str, expected: str) -> None:
    """A pod has ended when all its containers have and none is started again."""
    states = [container(code, runs=True) for code in codes]
    assert phase(states, policy, initialized=True, failed=False) == expected


def test_a_pod_waits_until_it_is_initialized() -> None:
    """Before that it is pending, whatever its containers are; an init container's failure fails it."""
    assert phase([container()], "Always", initialized=False, failed=False) == "Pending"
    assert phase([container()], "Never", initialized=False, failed=True) == "Failed"


def test_a_container_remembers_how_it_ended_before() -> None:
    """What it waits for comes beside the last end."""
    state = container(2)
    state.wait("CrashLoopBackOff", "back-off")
    found = state.to_api()
    assert found["state"] == {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}}
    assert found["lastState"]["terminated"]["exitCode"] == 2
    assert found["lastState"]["terminated"]["reason"] == "Error"


def test_what_an_earlier_runner_ran_is_lost() -> None:
    """Its containers have ended with the kubelet's code for it, and keep their count."""
    before: dict[str, Any] = {"state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}, "restartCount": 3}
    state = ContainerState.after("main", "x", before)
    assert (state.exit_code, state.restarts) == (137, 3)
    assert state.state["terminated"]["reason"] == "ContainerStatusUnknown"
    assert ContainerState.after("main", "x", None).exit_code is None


def test_a_condition_keeps_its_time_while_it_stays() -> None:
    """Only a change is a transition, and the conditions of others stay as they are."""
    others = {"type": "PodScheduled", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}
    old = {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}
    settings: dict[str, Any] = {"phase": "Running", "initialized": True, "has_network": True, "gates": ["gate"]}
    kept = {each["type"]: each for each in conditions([others, old], unready=[], **settings)}
    assert (kept["PodScheduled"], kept["Ready"]["lastTransitionTime"]) == (others, "2026-01-01T00:00:00Z")
    assert kept["gate"]["status"] == "True"
    fallen = {each["type"]: each for each in conditions([others, old], unready=["main"], **settings)}
    assert (fallen["Ready"]["status"], fallen["Ready"]["reason"]) == ("False", "ContainersNotReady")
    assert fallen["Ready"]["lastTransitionTime"] > "2026-01-01T00:00:00Z"
