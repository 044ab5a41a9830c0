"""Argo CD is the program's, nobody signs in by a password, and what it may do is a project's account's."""

from functools import cache
from typing import Any

import pytest
import yaml
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.kubernetes.workload import Placement
from components.platform.argo_cd import ArgoCd, ArgoCdArgs
from components.platform.argo_cd_flows import argo_cd_flows
from components.platform.argo_cd_values import ArgoCdPlan, SignIn, argo_cd_demand, argo_cd_values
from domain.addresses import ANYWHERE, KUBERNETES_API
from domain.gitops import GITOPS
from tests.components.platform.charts import SOME_CHART
from tests.recording import Recording, record

_RELEASE = "kubernetes:helm.sh/v3:Release"
_SIGN_IN = SignIn(
    issuer="https://identity.portarium.example",
    client_id="gitops",
    administrators=["engineers"],
    readers=["people"],
)


def _plan(*, replicas: int = 1, sign_in: SignIn | None = None) -> ArgoCdPlan:
    return ArgoCdPlan(
        environment="dev",
        replicas=replicas,
        domain="gitops.portarium.example",
        placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
        groups=["cert-manager.io"],
        sign_in=sign_in,
    )


def _values(*, replicas: int = 1, sign_in: SignIn | None = None) -> dict[str, Any]:
    return argo_cd_values(_plan(replicas=replicas, sign_in=sign_in))


@cache
def _recorded() -> Recording:
    def program() -> object:
        cluster = core.Namespace("cluster")
        args = ArgoCdArgs(chart=SOME_CHART, plan=_plan(), namespace=GITOPS, cluster=cluster)
        return ArgoCd("argo-cd", args).release

    return record(program)


def test_the_chart_is_pinned_and_taken_back_where_it_fails() -> None:
    """The same version everywhere, and no half release that the next attempt would meet."""
    release = _recorded().one(_RELEASE)
    assert (release.inputs["chart"], release.inputs["version"]) == (SOME_CHART.name, SOME_CHART.version)
    assert release.inputs["repositoryOpts"]["repo"] == SOME_CHART.repository
    assert release.inputs["atomic"] is True
    assert release.deleted_with


def test_nobody_signs_in_by_a_password() -> None:
    """An administrator that is off gets no initial password either."""
    settings = _values()["configs"]["cm"]
    assert settings["admin.enabled"] is False
    assert settings["exec.enabled"] is False
    assert "oidc.config" not in settings


def test_the_web_page_runs_where_somebody_signs_in() -> None:
    """What nobody can use is only there to be attacked."""
    assert _values(replicas=3)["server"]["replicas"] == 0
    assert _values(replicas=3, sign_in=_SIGN_IN)["server"]["replicas"] == 3


def test_who_signs_in_is_the_identity_providers() -> None:
    """By a public client, so that there is no secret of one; a group that is not named sees nothing."""
    configs = _values(sign_in=_SIGN_IN)["configs"]
    provider = yaml.safe_load(configs["cm"]["oidc.config"])
    assert (provider["issuer"], provider["clientID"]) == (_SIGN_IN.issuer, "gitops")
    assert provider["enablePKCEAuthentication"] is True
    assert "clientSecret" not in provider
    assert configs["rbac"]["policy.csv"].splitlines() == ["g, engineers, role:admin", "g, people, role:readonly"]
    assert "policy.default" not in configs["rbac"]


@pytest.mark.parametrize("component", ["controller", "server"])
def test_its_own_account_reads_no_secret_of_others_and_changes_nothing(component: str) -> None:
    """What it changes it changes as the account of a project."""
    role = _values()[component]["clusterRoleRules"]
    assert role["enabled"] is True
    for rule in role["rules"]:
        assert set(rule["verbs"]) == {"get", "list", "watch"}
        assert not ("" in rule["apiGroups"] and {"*", "secrets"} & set(rule["resources"]))
        assert "*" not in rule["apiGroups"]
    assert any("cert-manager.io" in rule["apiGroups"] for rule in role["rules"])


def test_it_acts_as_the_accounts_of_projects_alone() -> None:
    """Those of its own namespace, by name; without the switch every sync would have the rights of Argo CD itself."""
    values = _values()
    assert values["configs"]["cm"]["application.sync.impersonation.enabled"] is True
    [acting] = [rule for rule in values["controller"]["roleRules"] if "impersonate" in rule["verbs"]]
    assert acting["resources"] == ["serviceaccounts"]
    assert set(acting["resourceNames"]) == {"platform", "teams"}


def test_the_namespaces_ways_are_the_only_ones() -> None:
    """Policies add up: those of the chart let every namespace in."""
    assert _values()["global"]["networkPolicy"] == {"create": False}


def test_copies_lie_in_several_zones_and_let_a_node_drain() -> None:
    """One copy has no other to be kept apart from, and a budget for it would forbid every drain."""
    one, three = _values(), _values(replicas=3)
    assert (one["repoServer"]["replicas"], three["repoServer"]["replicas"]) == (1, 3)
    assert (one["repoServer"]["pdb"]["enabled"], three["repoServer"]["pdb"]["enabled"]) == (False, True)
    assert one["global"]["topologySpreadConstraints"] == []
    [spread] = three["global"]["topologySpreadConstraints"]
    assert (spread["topologyKey"], spread["whenUnsatisfiable"]) == ("topology.kubernetes.io/zone", "DoNotSchedule")
    assert one["controller"]["replicas"] == three["controller"]["replicas"] == 1


def test_what_has_no_use_does_not_run() -> None:
    """Neither a second provider of identity, nor messages, nor applications that are made by a pattern."""
    values = _values(replicas=3)
    assert values["dex"]["enabled"] is values["notifications"]["enabled"] is False
    assert values["applicationSet"]["replicas"] == 0


@pytest.mark.parametrize("component", ["controller", "server", "repoServer", "redis", "redisSecretInit"])
def test_every_pod_says_what_it_takes(component: str) -> None:
    """The namespace has a quota."""
    resources = _values()[component]["resources"]
    assert set(resources["requests"]) == set(resources["limits"]) == {"cpu", "memory", "ephemeral-storage"}


def test_what_is_added_up_is_what_its_pods_request() -> None:
    """What the chart is told of each part, and how many of it there are at once, is what the nodes have to hold."""
    values = _values(replicas=3, sign_in=_SIGN_IN)
    parts = {
        "argocd-application-controller": "controller",
        "argocd-server": "server",
        "argocd-repo-server": "repoServer",
        "argocd-redis": "redis",
        "argocd-redis-secret-init": "redisSecretInit",
    }
    demands = {each.name: each for each in argo_cd_demand(3, signed_in=True)}
    assert set(demands) == set(parts)
    for name, part in parts.items():
        requests = values[part]["resources"]["requests"]
        assert (str(demands[name].cpu), str(demands[name].memory)) == (requests["cpu"], requests["memory"])
    assert [demands[name].replicas for name in parts] == [1, 4, 4, 2, 1]
    assert [demands[name].always for name in parts] == [1, 3, 3, 1, 0]


def test_a_page_that_does_not_run_takes_no_room() -> None:
    """Without people who sign in there is no web page."""
    assert "argocd-server" not in {each.name for each in argo_cd_demand(1, signed_in=False)}


def test_no_label_of_its_pods_is_given_twice() -> None:
    """The chart writes its own beside these into one map, and a key that is there twice is refused."""
    labels = _values()["global"]["podLabels"]
    assert labels["portarium.io/plane"] == "system"
    assert not any(key.startswith("app.kubernetes.io/") for key in labels)


def test_what_renders_charts_has_no_token() -> None:
    """It runs templates that others have written."""
    values = _values()["repoServer"]
    assert values["automountServiceAccountToken"] is values["serviceAccount"]["automountServiceAccountToken"] is False


def _reached(flows: tuple[Flow, ...], block: str) -> set[str]:
    return {
        flow.source.labels[COMPONENT]
        for flow in flows
        if isinstance(flow.destination, Addresses)
        and isinstance(flow.source, Pods)
        and block in tuple(flow.destination.blocks if isinstance(flow.destination.blocks, tuple) else ())
    }


def test_only_what_fetches_charts_has_a_way_out() -> None:
    """It has none to the Kubernetes API, and what has one to that has none out."""
    flows = argo_cd_flows(signed_in=False)
    assert _reached(flows, ANYWHERE) == {"argocd-repo-server"}
    assert _reached(flows, KUBERNETES_API) == {"argocd-application-controller", "argocd-redis-secret-init"}


def test_the_web_page_has_ways_where_it_runs() -> None:
    """Without it a pod that only says that it is the web page would have them."""
    closed, opened = argo_cd_flows(signed_in=False), argo_cd_flows(signed_in=True)
    assert not any("argocd-server" in flow.name for flow in closed)
    assert _reached(opened, ANYWHERE) == {"argocd-repo-server", "argocd-server"}
