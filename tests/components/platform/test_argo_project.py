"""A project lists what is let in, and prod's has a gate."""

from functools import cache
from typing import Any

from components.platform.argo_project import ArgoProject, ArgoProjectArgs, ObjectKind, sync_windows
from domain.gitops import IN_CLUSTER
from tests.recording import record


@cache
def _spec() -> dict[str, Any]:
    def program() -> object:
        return ArgoProject(
            "platform",
            ArgoProjectArgs(
                project="platform",
                description="what the environments stand on",
                repositories=["https://b.portarium.example", "https://a.portarium.example"],
                namespaces=["system"],
                account="platform",
                cluster_kinds=[ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole")],
                forbidden_kinds=[ObjectKind(group="", kind="ResourceQuota")],
            ),
        ).project

    return record(program).one("kubernetes:argoproj.io/v1alpha1:AppProject").inputs["spec"]


def test_nothing_is_let_in_that_is_not_listed() -> None:
    """A star in any list would be everything."""
    spec = _spec()
    assert spec["sourceRepos"] == ["https://a.portarium.example", "https://b.portarium.example"]
    assert spec["destinations"] == [{"server": IN_CLUSTER, "namespace": "system"}]
    assert spec["destinationServiceAccounts"] == [
        {"server": IN_CLUSTER, "namespace": "system", "defaultServiceAccount": "gitops:platform"}
    ]
    assert spec["clusterResourceWhitelist"] == [{"group": "rbac.authorization.k8s.io", "kind": "ClusterRole"}]
    assert spec["namespaceResourceBlacklist"] == [{"group": "", "kind": "ResourceQuota"}]


def test_a_gate_lets_nothing_in_by_itself_and_a_person_always() -> None:
    """A window that starts every minute and lasts a day has no gap."""
    [window] = sync_windows(gated=True)
    assert (window["kind"], window["schedule"], window["duration"]) == ("deny", "* * * * *", "24h")
    assert window["manualSync"] is True
    assert window["applications"] == ["*"]
    assert sync_windows(gated=False) == []
