"""What of an application's chart is in the cluster: its kinds, what stands in for it, and a config map for all else."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portarium_sandbox.argo_cd import stand_in
from portarium_sandbox.charts import kinds
from portarium_sandbox.charts.catalogue import Chart, find
from portarium_sandbox.charts.definitions import Definition, definitions
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.times import stamp
from portarium_sandbox.pods.objects import Object, part

LABEL: Final = "sandbox.portarium.dev/stands-in-for-application"
CRD_GROUP: Final = "apiextensions.k8s.io"
CRD: Final = "CustomResourceDefinition"
_MANAGER: Final = "argocd-controller"


def records(api: KubernetesClient) -> dict[str, list[Object]]:
    """The config maps of a cluster that stand for what applications installed, by the application."""
    found: dict[str, list[Object]] = {}
    for record in api.get("/api/v1/configmaps", labelSelector=LABEL)["items"]:
        found.setdefault(record["metadata"]["labels"][LABEL], []).append(record)
    return found


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What is there of one application, and what is to be."""

    api: KubernetesClient
    application: Object
    records: Sequence[Object]
    stand_in: Sequence[Object] = ()
    """The objects that the project has in the place of the chart."""

    @property
    def is_there(self) -> bool:
        """Whether anything of it is installed."""
        return bool(self.records)

    @property
    def is_current(self) -> bool:
        """Whether what is installed is what is declared, and nobody took something of it away."""
        return (
            len(self.records) == 1
            and self.records[0]["metadata"]["namespace"] == self._namespace
            and part(self.records[0], "data").get("declared") == self._declared
            and not kinds.unlisted(self.api, self.definitions)
            and len(self._standing()) == len(self.stand_in)
        )

    @property
    def is_ready(self) -> bool:
        """Whether what stands in for the chart runs."""
        return stand_in.is_ready(self._standing())

    @property
    def since(self) -> datetime | None:
        """When it was last installed."""
        times = [datetime.fromisoformat(record["data"]["since"]) for record in self.records]
        return max(times, default=None)

    @property
    def definitions(self) -> list[Definition]:
        """The definitions that come with the chart, as its values and the application want it."""
        helm, chart = part(self._source, "helm"), _chart(self._source)
        if chart is None or helm.get("skipCrds") or not chart.brings_kinds(part(helm, "valuesObject")):
            return []
        return definitions(chart)

    def resources(self, health: Object | None) -> list[dict[str, Any]]:
        """What it consists of, as the application's status lists it."""
        status = "Synced" if self.is_current else "OutOfSync"
        map_row = {"version": "v1", "kind": "ConfigMap", "namespace": self._namespace, "name": self._name}
        if health:
            map_row |= {"health": health}
        places = [place.row for record in self.records for place in _places(record)]
        rows = [
            {"group": CRD_GROUP, "version": "v1", "kind": CRD, "name": kinds.name_of(definition)}
            for definition in self.definitions
        ]
        return [{**row, "status": status} for row in [map_row, *rows, *places]]

    def bring(self, writer: KubernetesClient, now: datetime) -> list[str]:
        """Install what is declared, and give what of its kinds is not served yet. Raises KubernetesError."""
        kinds.bring(writer, self.definitions, manager=_MANAGER)
        if waiting := kinds.unserved(self.api, self.definitions):
            return waiting
        places = stand_in.bring(writer, self.stand_in, self._namespace, manager=_MANAGER)
        stand_in.take_away(writer, [old for record in self.records for old in _places(record) if old not in places])
        source, name = self._source, self.application["metadata"]["name"]
        record = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": self._name, "namespace": self._namespace, "labels": {LABEL: name}},
            "data": {
                "chart": source["chart"],
                "repository": source["repoURL"],
                "version": source["targetRevision"],
                "kinds": "true" if self.definitions else "false",
                "declared": self._declared,
                "since": stamp(now),
                "objects": stand_in.written(places),
                # For what stands in: it is told what the chart is.
                "values": json.dumps(part(part(source, "helm"), "valuesObject")),
            },
        }
        writer.apply(_path(self._namespace, self._name), record, fieldManager=_MANAGER, force="true")
        for older in self.records:
            if older["metadata"]["namespace"] != self._namespace:
                writer.remove(_path(older["metadata"]["namespace"], older["metadata"]["name"]))
        return []

    def take_away(self, writer: KubernetesClient) -> list[str]:
        """Remove what was installed, and give what of it is still there. Raises KubernetesError."""
        brought = [
            definition
            for record in self.records
            if record["data"]["kinds"] == "true"
            for definition in self._brought(record)
        ]
        places = [place for record in self.records for place in _places(record)]
        stand_in.take_away(writer, places)
        if standing := stand_in.found(self.api, places):
            return [one["metadata"]["name"] for one in standing]
        kinds.take_away(writer, brought)
        if remaining := kinds.remaining(self.api, brought):
            return remaining
        for record in self.records:
            writer.remove(_path(record["metadata"]["namespace"], record["metadata"]["name"]))
        return []

    @staticmethod
    def _brought(record: Object) -> list[Definition]:
        chart = find(record["data"]["chart"], record["data"]["repository"])
        return definitions(chart) if chart else []

    @property
    def _source(self) -> Object:
        return part(self.application["spec"], "source")

    @property
    def _namespace(self) -> str:
        return str(part(self.application["spec"], "destination").get("namespace", ""))

    @property
    def _name(self) -> str:
        return f"stands-in-for-{self.application['metadata']['name']}"

    @property
    def _declared(self) -> str:
        """What the chart would be rendered of; the name of a source is for people."""
        source = {key: value for key, value in self._source.items() if key != "name"}
        whole = [source, *self.stand_in] if self.stand_in else source
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    def _standing(self) -> list[Object]:
        return stand_in.found(self.api, [place for record in self.records for place in _places(record)])


def _places(record: Object) -> list[stand_in.Place]:
    return stand_in.read(part(record, "data").get("objects") or "[]")


def _chart(source: Object) -> Chart | None:
    return find(str(source.get("chart")), str(source.get("repoURL")))


def _path(namespace: str, name: str) -> str:
    return f"/api/v1/namespaces/{namespace}/configmaps/{name}"
