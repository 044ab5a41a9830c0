"""What the settings accept starts the application: its stand-in looks at the variables that pods are given."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject
from hypothesis import settings as examples
from hypothesis import strategies as st

from settings.error import SettingsError
from settings.model import Settings
from settings.sections.variables import Variable
from tests.application import variables
from tests.settings.configuration import REMOVED, contract, problems, resolved
from tests.stacks.any_application import any_application
from tests.stacks.recorded import ENVIRONMENTS, RELEASED, Build, build, others

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
_IN_A_SECRET, _KNOWN_LATER = "from-a-secret", "known-later"

# A whole stack takes seconds, so there are few of them, and everybody sees the same ones.
few = examples(max_examples=2, derandomize=True, suppress_health_check=_SLOW)
many = examples(max_examples=25, derandomize=True, suppress_health_check=_SLOW, deadline=None)


def refusals(told: dict[str, dict[str, str]]) -> dict[str, str | None]:
    """Ask the stand-in of each component, and of nobody else."""
    asked = {"control-plane": variables.control_plane_refusal, "execution-plane": variables.worker_refusal}
    return {component: ask(told[component]) for component, ask in asked.items()}


def accepted(stack: str, data: st.DataObject) -> Settings:
    """Draw what an environment says of the application, until the settings accept it."""
    try:
        return resolved(stack, data.draw(any_application()))
    except SettingsError:
        reject()


@pytest.mark.parametrize("stack", ["dev", "prod"])
@few
@given(data=st.data())
def test_the_pods_of_every_contract_start(stack: str, data: st.DataObject) -> None:
    """With the variables of the rendered containers, where each that comes out of a secret has a value."""
    settings = accepted(stack, data)
    made = build(settings, stacks={**others(stack), stack: RELEASED})
    told = {str(workload.name): rendered(made, str(workload.name)) for workload in settings.workloads}

    assert refusals(told) == {"control-plane": None, "execution-plane": None}
    assert variables.takes_runs(told["execution-plane"])
    for workload in settings.workloads:
        assert variables.port_of(told[str(workload.name)], workload.port) == workload.port


@pytest.mark.parametrize("stack", ENVIRONMENTS)
@many
@given(data=st.data())
def test_everything_that_validates_starts(stack: str, data: st.DataObject) -> None:
    """The same of many more, by the variables that the settings have put together for the program."""
    settings = accepted(stack, data)
    told = {
        str(workload.name): {str(name): _value(one) for name, one in workload.variables.items()}
        for workload in settings.workloads
    }

    assert refusals(told) == {"control-plane": None, "execution-plane": None}


@pytest.mark.parametrize("stack", ENVIRONMENTS)
@pytest.mark.parametrize("name", variables.REQUIRED)
def test_what_the_stand_in_cannot_do_without_is_refused_before(stack: str, name: str) -> None:
    """Each variable by the stand-in's own list, which is not the contract's."""
    told = {given: "given" for given in contract()[0]["variables"] if given != name}
    (line,) = problems(stack, {f"workloads.0.variables.{name}": REMOVED})

    assert name in (variables.control_plane_refusal(told) or "")
    assert line.endswith(f".{name}: missing; the workload does not start without it")


def rendered(made: Build, component: str) -> dict[str, str]:
    """The variables of a component's container, as its pod has them."""
    pod: dict[str, Any] = made.recording.one(_DEPLOYMENT, f"{component}-deployment").inputs["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    return {each["name"]: each.get("value", _IN_A_SECRET) for each in container["env"]}


def _value(one: Variable) -> str:
    return _IN_A_SECRET if one.is_secret else (one.text if one.text is not None else _KNOWN_LATER)
