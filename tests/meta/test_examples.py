"""Each component has an example on its page, which works as it stands there."""

import json
import runpy
from pathlib import Path

import pytest

from tests.meta.sources import ROOT, component_classes
from tests.provider_answers import CLUSTER, DATABASE, DONE_JOB, RANDOM_ID, ZONE, certificate_of
from tests.recording import record

FOLDER = ROOT / "docs" / "examples"
TOKENS: dict[str, str] = json.loads((ROOT / "tests/components/type_tokens.json").read_text())
COMPONENTS = component_classes()
LONGEST = 50
ANSWERS = {
    **RANDOM_ID,
    **DATABASE,
    **CLUSTER,
    **DONE_JOB,
    **ZONE,
    **certificate_of("dev.portarium.example", "*.dev.portarium.example"),
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": 1},
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {"associationId": "a-1"},
}


def _example(component: str) -> Path:
    return FOLDER.joinpath(*component.split(".")[1:-1]).with_suffix(".py")


def _executed(path: Path) -> None:
    """Run a file as the engine runs a program; what it leaves behind is of no interest."""
    runpy.run_path(str(path))


@pytest.mark.parametrize("component", COMPONENTS)
def test_an_example_makes_its_component(component: str) -> None:
    """Executed as a program is: the component is registered with something in it, and all its outputs are known."""
    path = _example(component)
    assert path.exists(), f"{component}: its page has no example; write {path.relative_to(ROOT)}"
    recording = record(lambda: _executed(path), computed=ANSWERS)
    made = [resource for resource in recording.resources if resource.type == TOKENS[component]]
    assert made, f"{path.relative_to(ROOT)}: makes no {component.rpartition('.')[2]}"
    assert any(resource.custom for resource in recording.resources)
    unknown = [name for name, value in recording.component_outputs[made[0].urn].items() if value is None]
    assert unknown == []


def test_every_example_is_of_a_component() -> None:
    """One that no page shows would be executed by nobody."""
    assert set(FOLDER.rglob("*.py")) == set(map(_example, COMPONENTS))


def test_examples_are_short() -> None:
    """They show how a component is made, and not all that can be said to it."""
    lengths = {path.name: len(path.read_text().splitlines()) for path in FOLDER.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
