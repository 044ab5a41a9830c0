"""The rule break-glass-stays-inside, with what it accepts, refuses and leaves out."""

from policies.rules.break_glass_stays_inside import RULE
from tests.policies.subjects import PASSED, answer, subject

_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"
_ENTRY = "aws:eks/accessEntry:AccessEntry"


def test_an_entry_for_its_own_environment_passes() -> None:
    """What the group may do is bound in namespaces."""
    assert answer(RULE, subject(_ENTRY, {"kubernetesGroups": ["portarium:prod:break-glass"]})) == PASSED


def test_the_whole_cluster_fails() -> None:
    """By a cluster-wide binding, by the group that no rule limits, by another environment's group."""
    bound = subject(_BINDING, {"subjects": [{"kind": "Group", "name": "portarium:prod:break-glass"}]})
    assert answer(RULE, bound)[1].startswith("gives portarium:prod:break-glass the whole cluster; ")
    assert answer(RULE, subject(_ENTRY, {"kubernetesGroups": ["system:masters"]}))[1].startswith("puts somebody into ")
    other = subject(_ENTRY, {"kubernetesGroups": ["portarium:dev:break-glass"]})
    assert answer(RULE, other) == (
        "fail",
        "lets its holder into portarium:dev:break-glass; the group of prod is portarium:prod:break-glass",
    )


def test_entries_without_groups_are_left_out() -> None:
    """EKS's own access policies hold for them."""
    assert answer(RULE, subject(_ENTRY, {})) == ("not applicable", "names no group")
