"""What runs in the place of a chart: read from the project, known by its kinds, and ready when its pods are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox.argo_cd.stand_in import Place, StandIns, is_ready, read, written
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.kubernetes.kubeconfig import Cluster


class _Server(KubernetesClient):
    """Lists the kinds of one version of one group."""

    def __init__(self) -> None:
        super().__init__(Cluster(server="http://127.0.0.1:1"))

    def get(self, path: str, **query: str) -> dict[str, Any]:
        kinds = {
            "/apis/apps/v1": [
                {"name": "statefulsets/scale", "kind": "StatefulSet", "namespaced": True},
                {"name": "statefulsets", "kind": "StatefulSet", "namespaced": True},
            ],
            "/api/v1": [{"name": "nodes", "kind": "Node", "namespaced": False}],
        }
        return {"resources": kinds[path]}


def test_a_chart_has_a_file_of_its_name_or_none(tmp_path: Path) -> None:
    """Documents that are empty are none."""
    (tmp_path / "vault.yaml").write_text("kind: A\n---\n---\nkind: B\n", encoding="utf-8")
    assert [one["kind"] for one in StandIns(tmp_path).of("vault")] == ["A", "B"]
    assert StandIns(tmp_path).of("temporal") == []


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (("apps/v1", "StatefulSet", "system"), "/apis/apps/v1/namespaces/system/statefulsets/vault"),
        (("v1", "Node", ""), "/api/v1/nodes/vault"),
    ],
)
def test_its_path_is_what_the_server_says_of_its_kind(place: tuple[str, str, str], path: str) -> None:
    """A list of plurals would be one more thing to keep."""
    version, kind, namespace = place
    assert Place(api_version=version, kind=kind, namespace=namespace, name="vault").path(_Server()) == path


def test_a_kind_that_there_is_not_is_named() -> None:
    """As Argo CD says it of a chart."""
    with pytest.raises(ApiError, match="no matches for kind Statefulset in version apps/v1"):
        Place(api_version="apps/v1", kind="Statefulset", namespace="system", name="vault").path(_Server())


def test_places_are_kept_as_they_are() -> None:
    """What was brought is what is taken away."""
    places = [Place(api_version="apps/v1", kind="StatefulSet", namespace="system", name="vault")]
    assert read(written(places)) == places
    assert places[0].row == {
        "group": "apps",
        "version": "v1",
        "kind": "StatefulSet",
        "namespace": "system",
        "name": "vault",
    }


@pytest.mark.parametrize(
    ("status", "ready"),
    [
        ({"observedGeneration": 2, "readyReplicas": 1}, True),
        ({"observedGeneration": 1, "readyReplicas": 1}, False),
        ({"observedGeneration": 2}, False),
        ({}, False),
    ],
)
def test_it_is_ready_when_its_pods_are(status: dict[str, Any], *, ready: bool) -> None:
    """Those of the object as it is now, and not as it was."""
    workload = {"kind": "StatefulSet", "metadata": {"generation": 2}, "spec": {"replicas": 1}, "status": status}
    assert is_ready([{"kind": "Service"}, workload]) is ready
