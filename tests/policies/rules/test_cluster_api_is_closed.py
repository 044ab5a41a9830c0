"""The rule cluster-api-is-closed, with what it accepts, refuses and leaves out."""

from policies.rules.cluster_api_is_closed import RULE
from tests.policies.subjects import PASSED, answer, subject

_CLUSTER = "aws:eks/cluster:Cluster"


def test_a_private_or_limited_api_passes() -> None:
    """No public endpoint, or one for named networks."""
    limited = {"endpointPublicAccess": True, "publicAccessCidrs": ["203.0.113.0/24"]}
    assert answer(RULE, subject(_CLUSTER, {"vpcConfig": {"endpointPublicAccess": False}})) == PASSED
    assert answer(RULE, subject(_CLUSTER, {"vpcConfig": limited})) == PASSED


def test_an_api_for_the_world_fails() -> None:
    """Which is what EKS makes of a cluster that says nothing."""
    wrong = "its API is open to 0.0.0.0/0; set vpcConfig.endpointPublicAccess to false, or name publicAccessCidrs"
    assert answer(RULE, subject(_CLUSTER, {"vpcConfig": {}})) == ("fail", wrong)
    listed = {"endpointPublicAccess": True, "publicAccessCidrs": ["203.0.113.0/24", "0.0.0.0/0"]}
    assert answer(RULE, subject(_CLUSTER, {"vpcConfig": listed})) == ("fail", wrong)


def test_other_resources_are_left_out() -> None:
    """An add-on has no API."""
    assert answer(RULE, subject("aws:eks/addon:Addon", {}))[0] == "not applicable"
