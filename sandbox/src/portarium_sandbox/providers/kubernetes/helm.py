"""Helm releases: recorded with their chart, version and values, and said so; the sandbox installs none.

Rendering a chart needs Helm's own template engine, and the charts need images that nothing here could run.
A chart of the sandbox's catalogue brings its kinds, and tells the double that does its work, if there is one.
"""

from collections.abc import Callable
from typing import Any, Final

from portarium_sandbox.charts.release import has_double
from portarium_sandbox.providers.differences import Difference, difference
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.kubernetes.inputs import place_in
from portarium_sandbox.providers.kubernetes.objects import Objects
from portarium_sandbox.providers.kubernetes.stand_in import StandIn, chart_of
from portarium_sandbox.providers.operation import Operation, Resource, ResourceHandler
from portarium_sandbox.providers.properties import UNKNOWN, Properties

RELEASE: Final = "kubernetes:helm.sh/v3:Release"
_REPLACED: Final = frozenset({"name", "namespace"})
_NAME_DIGITS: Final = 8


class ReleaseHandler(ResourceHandler):
    """Handles ``helm.sh/v3`` ``Release``."""

    def __init__(self, namespace: str | None, connect: Callable[[], Objects]) -> None:
        self._namespace = namespace
        self._connect = connect

    def check(self, operation: Operation) -> Properties:
        """Name the release, as the official provider does."""
        inputs = operation.inputs
        if not inputs.get("chart"):
            raise InputError(("chart", "is required: the chart's name, path or OCI reference"))
        name = inputs.get("name") or operation.old_inputs.get("name")
        if not name:
            name = f"{operation.name}-{operation.random_seed.hex()[:_NAME_DIGITS]}"
        return {**inputs, "name": name, "namespace": inputs.get("namespace") or self._namespace or "default"}

    def diff(self, operation: Operation) -> Difference:
        """Another name or namespace is another release; all else is an upgrade."""
        return difference(operation.old_inputs, operation.inputs, replaces=lambda place: place[0] in _REPLACED)

    def create(self, operation: Operation) -> Resource:
        """Record the first revision."""
        inputs = operation.inputs
        if operation.preview:
            return Resource(identifier="", outputs={**inputs, "status": UNKNOWN, "resourceNames": UNKNOWN})
        self._install(operation)
        return Resource(identifier=f"{inputs['namespace']}/{inputs['name']}", outputs=_outputs(inputs, 1))

    def update(self, operation: Operation) -> Properties:
        """Record the next revision."""
        revision = place_in(operation.old_outputs, "status", "revision") or 0
        if operation.preview:
            return {**operation.inputs, "status": UNKNOWN, "resourceNames": UNKNOWN}
        self._install(operation)
        return _outputs(operation.inputs, revision + 1)

    def delete(self, operation: Operation) -> None:
        """Take the double's part along; of any other chart nothing was installed."""
        if chart := chart_of(operation.inputs):
            StandIn(chart, self._connect()).remove(operation)

    def _install(self, operation: Operation) -> None:
        inputs, played = operation.inputs, "the sandbox does not install it"
        if chart := chart_of(inputs):
            StandIn(chart, self._connect()).install(operation)
            played = "a double of the sandbox does its work" if has_double(chart.chart) else "only its kinds are there"
        operation.warn(f"{_release(inputs)} is recorded, {played}")


def _release(inputs: Properties) -> str:
    version = f" {inputs['version']}" if inputs.get("version") else ""
    return f"release {inputs['name']}: chart {inputs['chart']}{version}"


def _outputs(inputs: Properties, revision: int) -> Properties:
    status: dict[str, Any] = {
        "name": inputs["name"],
        "namespace": inputs["namespace"],
        "chart": inputs["chart"],
        "version": inputs.get("version"),
        "revision": revision,
        "status": "recorded",
    }
    return {**inputs, "status": status, "resourceNames": {}}
