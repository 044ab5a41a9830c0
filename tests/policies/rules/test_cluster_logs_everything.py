"""The rule cluster-logs-everything, with what it accepts, refuses and leaves out."""

from policies.rules.cluster_logs_everything import RULE
from tests.policies.subjects import PASSED, answer, subject

_CLUSTER = "aws:eks/cluster:Cluster"


def test_a_cluster_with_all_logs_passes() -> None:
    """All five, in any order."""
    logs = ["scheduler", "api", "audit", "controllerManager", "authenticator"]
    assert answer(RULE, subject(_CLUSTER, {"enabledClusterLogTypes": logs})) == PASSED


def test_a_missing_log_fails() -> None:
    """It is named."""
    logs = ["scheduler", "api", "controllerManager"]
    verdict, reason = answer(RULE, subject(_CLUSTER, {"enabledClusterLogTypes": logs}))
    assert verdict == "fail"
    assert reason.startswith("does not log audit, authenticator; ")


def test_other_resources_are_left_out() -> None:
    """An add-on has no control plane."""
    assert answer(RULE, subject("aws:eks/addon:Addon", {}))[0] == "not applicable"
