"""What a node can be, and which image it boots, is told by the catalogue and by nobody's guess."""

import pytest

from domain.architecture import Architecture
from domain.instance_catalogue import Accelerator
from domain.instance_type import InstanceType


@pytest.mark.parametrize(
    ("text", "accelerator", "architecture"),
    [
        ("m7g.large", None, "arm64"),
        ("m7i.large", None, "amd64"),
        ("m7i-flex.large", None, "amd64"),
        ("t4g.small", None, "arm64"),
        ("c7gn.xlarge", None, "arm64"),
        ("r6gd.large", None, "arm64"),
        ("g5.xlarge", "nvidia", "amd64"),
        ("g5g.xlarge", "nvidia", "arm64"),
        ("g4dn.xlarge", "nvidia", "amd64"),
        ("gr6.4xlarge", "nvidia", "amd64"),
        ("p5en.48xlarge", "nvidia", "amd64"),
        ("trn1.2xlarge", "neuron", "amd64"),
        ("inf2.xlarge", "neuron", "amd64"),
        ("hpc7g.4xlarge", None, "arm64"),
    ],
)
def test_processor_and_accelerator_are_those_of_the_family(
    text: str, accelerator: Accelerator | None, architecture: Architecture
) -> None:
    """The letters of a name tell neither: m7i-flex has a g nowhere, g4dn one in front, m7g one that counts."""
    assert (InstanceType(text).accelerator, InstanceType(text).architecture) == (accelerator, architecture)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("a1.large", '"a1.large" is of no family that EKS\'s nodes can be; for example m7g.large'),
        ("m7.large", '"m7.large" is of no family that EKS\'s nodes can be; near ones are m7i, m7g, m7a'),
        ("t3.huge", '"t3.huge" does not exist; t3 has nano, micro, small, medium, large, xlarge, 2xlarge'),
        ("large", '"large" is not an EC2 instance type, for example m7g.large'),
    ],
)
def test_what_is_not_in_the_catalogue_is_refused_with_what_is(text: str, refusal: str) -> None:
    """An unknown family leads to near ones, an unknown size to those that there are."""
    with pytest.raises(ValueError, match=r"large|huge") as refused:
        InstanceType(text)
    assert str(refused.value) == refusal
