"""What a project has in the place of a chart: objects that the double applies as Argo CD would apply the chart's.

Each runs something that answers for the chart's program, so that what depends on it has somebody to talk to.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import yaml

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.pods.objects import Object, part

_WORKLOADS: Final = ("Deployment", "StatefulSet")
_FOREGROUND: Final = {"propagationPolicy": "Foreground"}


class StandIns:
    """The stand-ins of a project: a file a chart, called as the chart is."""

    def __init__(self, folder: Path) -> None:
        """Say where they are; they are read anew at each look, because a change of one is tried at once."""
        self._folder = folder

    def of(self, chart: str) -> list[Object]:
        """The objects that stand in for a chart; none for one that has no file."""
        try:
            text = (self._folder / f"{chart}.yaml").read_text(encoding="utf-8")
        except OSError:
            return []
        return [document for document in yaml.safe_load_all(text) if document]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an object is."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def row(self) -> dict[str, str]:
        """It, as an application's status lists it."""
        group, _, version = self.api_version.rpartition("/")
        row = {"group": group, "version": version, "kind": self.kind, "namespace": self.namespace, "name": self.name}
        return {key: value for key, value in row.items() if value}

    def path(self, api: KubernetesClient) -> str:
        """Its path, by what the API server says of its kind. Raises KubernetesError."""
        group = f"/apis/{self.api_version}" if "/" in self.api_version else f"/api/{self.api_version}"
        for resource in api.get(group)["resources"]:
            if resource["kind"] == self.kind and "/" not in resource["name"]:
                within = f"/namespaces/{self.namespace}" if resource["namespaced"] else ""
                return f"{group}{within}/{resource['name']}/{self.name}"
        raise ApiError({"message": f"no matches for kind {self.kind} in version {self.api_version}"}, 404)


def bring(writer: KubernetesClient, objects: Sequence[Object], namespace: str, *, manager: str) -> list[Place]:
    """Apply objects, those without a namespace to the application's, and say where they are. Raises KubernetesError."""
    places: list[Place] = []
    for one in objects:
        metadata = {"namespace": namespace, **one["metadata"]}
        place = Place(
            api_version=one["apiVersion"], kind=one["kind"], namespace=metadata["namespace"], name=metadata["name"]
        )
        path = place.path(writer)
        if "/namespaces/" not in path:
            metadata.pop("namespace")
            place = Place(api_version=place.api_version, kind=place.kind, namespace="", name=place.name)
        writer.apply(path, {**one, "metadata": metadata}, fieldManager=manager, force="true")
        places.append(place)
    return places


def take_away(writer: KubernetesClient, places: Sequence[Place]) -> None:
    """Delete objects, with what they made. Raises KubernetesError."""
    for place in places:
        try:
            writer.delete(place.path(writer), _FOREGROUND)
        except ApiError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise


def found(api: KubernetesClient, places: Sequence[Place]) -> list[Object]:
    """Those of the objects that are there. Raises KubernetesError."""
    return list(_found(api, places))


def is_ready(objects: Sequence[Object]) -> bool:
    """Whether all pods of the workloads among them are ready."""
    return all(
        part(one, "status").get("observedGeneration") == one["metadata"]["generation"]
        and part(one, "status").get("readyReplicas", 0) == one["spec"].get("replicas", 1)
        for one in objects
        if one["kind"] in _WORKLOADS
    )


def written(places: Sequence[Place]) -> str:
    """Places as text, for the record of an installation."""
    return json.dumps([vars(place) for place in places])


def read(text: str) -> list[Place]:
    """Places from a record."""
    rows: list[dict[str, Any]] = json.loads(text)
    return [Place(**row) for row in rows]


def _found(api: KubernetesClient, places: Sequence[Place]) -> Iterator[Object]:
    for place in places:
        try:
            yield {"kind": place.kind, **api.get(place.path(api))}
        except ApiError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
