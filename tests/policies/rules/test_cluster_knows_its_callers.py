"""The rule cluster-knows-its-callers, with what it accepts, refuses and leaves out."""

from policies.rules.cluster_knows_its_callers import RULE
from tests.policies.subjects import PASSED, answer, subject

_CLUSTER = "aws:eks/cluster:Cluster"


def test_access_entries_alone_pass() -> None:
    """And the creator gets nothing for it."""
    access = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    assert answer(RULE, subject(_CLUSTER, {"accessConfig": access})) == PASSED


def test_a_config_map_and_a_hidden_administrator_fail() -> None:
    """Both are what EKS makes of a cluster that says nothing."""
    verdict, mode, creator = answer(RULE, subject(_CLUSTER, {}))
    assert verdict == "fail"
    assert mode == "authenticates by CONFIG_MAP; set accessConfig.authenticationMode to API"
    assert creator.startswith("makes its creator an administrator for ever; ")


def test_other_resources_are_left_out() -> None:
    """An add-on lets nobody in."""
    assert answer(RULE, subject("aws:eks/addon:Addon", {}))[0] == "not applicable"
