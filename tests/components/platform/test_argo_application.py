"""An application is what is declared now, or `up` goes on waiting."""

import json
from functools import cache
from typing import Any

import pytest
from pulumi_kubernetes.core import v1 as core

from components.platform.argo_application import (
    ArgoApplication,
    ArgoApplicationArgs,
    IgnoredField,
    declared,
    sync_policy,
)
from domain.gitops import GITOPS
from tests.components.platform.charts import SOME_CHART
from tests.recording import Recording, record

_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"


@cache
def _recorded() -> Recording:
    def program() -> object:
        return ArgoApplication(
            "clock",
            ArgoApplicationArgs(
                service="clock",
                project="platform",
                chart=SOME_CHART,
                values={"replicas": 3, "face": {"hands": 2}},
                namespace="system",
                wave=2,
                ignored=[IgnoredField(group="apps", kind="Deployment", paths=[".spec.replicas"])],
                after=[core.Namespace("earlier")],
            ),
        ).synced

    return record(program)


def _inputs() -> dict[str, Any]:
    return _recorded().one(_APPLICATION).inputs


def test_the_version_is_the_one_of_the_list() -> None:
    """A range would install something else tomorrow."""
    source = _inputs()["spec"]["source"]
    assert (source["repoURL"], source["chart"], source["targetRevision"]) == (
        SOME_CHART.repository,
        SOME_CHART.name,
        SOME_CHART.version,
    )
    assert source["helm"]["valuesObject"] == {"replicas": 3, "face": {"hands": 2}}


def test_up_waits_for_what_is_declared_now() -> None:
    """A status that is of the values before says nothing of these."""
    inputs = _inputs()
    awaited = json.loads(inputs["metadata"]["annotations"]["pulumi.com/waitFor"])
    assert awaited == [
        f"jsonpath={{.status.sync.comparedTo.source.name}}={inputs['spec']['source']['name']}",
        "jsonpath={.status.sync.status}=Synced",
        "jsonpath={.status.health.status}=Healthy",
    ]


@pytest.mark.parametrize("other", [{"replicas": 2, "face": {"hands": 2}}, {"replicas": 3}])
def test_other_values_have_another_name(other: dict[str, Any]) -> None:
    """The order in which they are written makes no difference, and their content does."""
    values = {"replicas": 3, "face": {"hands": 2}}
    assert declared(SOME_CHART, other) != declared(SOME_CHART, values)
    assert declared(SOME_CHART, dict(reversed(values.items()))) == declared(SOME_CHART, values)


def test_what_it_installed_goes_with_it_and_before_the_cluster() -> None:
    """A load balancer that a service asked for would outlive a cluster that is deleted at once."""
    application = _recorded().one(_APPLICATION)
    assert application.inputs["metadata"]["finalizers"] == ["resources-finalizer.argocd.argoproj.io"]
    assert application.deleted_with == ""
    assert application.inputs["metadata"]["namespace"] == GITOPS


def test_the_server_applies() -> None:
    """Kinds are larger than the annotation that the other way keeps them in."""
    assert "ServerSideApply=true" in _inputs()["spec"]["syncPolicy"]["syncOptions"]


def test_only_an_automated_one_heals_itself() -> None:
    """What somebody syncs by hand stays as it is until then."""
    assert sync_policy(automated=True)["automated"] == {"prune": True, "selfHeal": True}
    assert "automated" not in sync_policy(automated=False)


def test_only_named_fields_may_differ() -> None:
    """Whatever else differs is a difference."""
    assert _inputs()["spec"]["ignoreDifferences"] == [
        {"group": "apps", "kind": "Deployment", "jqPathExpressions": [".spec.replicas"]}
    ]
