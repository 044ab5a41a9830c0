"""The cluster of an environment is found while its first update goes on."""

import json
from typing import Any

import pytest

from ops.operations.aws import AwsError
from ops.operations.platform.environment import known_to_aws
from tests.ops.operations.scripted_aws import REGION, Refused, ScriptedAws

_ACTIVE = {"name": "portarium-prod", "endpoint": "https://abc.eks", "certificateAuthority": {"data": "Q0E="}}


def _found(cluster: dict[str, Any]) -> str | None:
    return known_to_aws(ScriptedAws({"DescribeCluster": {"cluster": cluster}}), "portarium-prod")


def test_a_cluster_is_known_by_its_name() -> None:
    """Whoever lets a first platform in signs in as the outputs of the stack will have it."""
    content = json.loads(_found(_ACTIVE) or "")
    assert content["clusters"][0]["cluster"] == {
        "server": "https://abc.eks",
        "certificate-authority-data": "Q0E=",
    }
    arguments = content["users"][0]["user"]["exec"]["args"]
    assert arguments == ["eks", "get-token", "--cluster-name", "portarium-prod", "--region", REGION]


@pytest.mark.parametrize("lacking", ["endpoint", "certificateAuthority"])
def test_a_cluster_that_is_being_made_is_none_yet(lacking: str) -> None:
    """EKS describes one at once, and where it answers after minutes."""
    assert _found({key: value for key, value in _ACTIVE.items() if key != lacking}) is None


def test_a_cluster_that_is_not_there_is_none() -> None:
    """EKS's own word for it is no failure."""
    assert (
        known_to_aws(ScriptedAws({"DescribeCluster": Refused("ResourceNotFoundException")}), "portarium-prod") is None
    )


def test_a_refusal_is_not_taken_for_absence() -> None:
    """Who may not look is told so, and not that there is no cluster."""
    with pytest.raises(AwsError, match="AccessDenied"):
        known_to_aws(ScriptedAws({"DescribeCluster": Refused("AccessDeniedException")}), "portarium-prod")
