"""What a release brings of a chart that the sandbox knows: its kinds, and a note for the double that does its work."""

from collections.abc import Callable
from typing import Final

from portarium_sandbox.charts import kinds
from portarium_sandbox.charts.catalogue import Chart, find
from portarium_sandbox.charts.definitions import Definition, definitions
from portarium_sandbox.charts.release import has_double, note_of
from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.inputs import place_in
from portarium_sandbox.providers.kubernetes.objects import Objects
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import Properties

_MANAGER: Final = "helm"
_SECONDS: Final = 30
_POLL_SECONDS: Final = 0.2


def chart_of(inputs: Properties) -> Chart | None:
    """The chart of a release, if the sandbox knows its kinds."""
    return find(str(inputs.get("chart")), str(place_in(inputs, "repositoryOpts", "repo")))


class StandIn:
    """What the sandbox has of one release."""

    def __init__(self, chart: Chart, objects: Objects) -> None:
        self._chart = chart
        self._objects = objects

    def install(self, operation: Operation) -> None:
        """Bring the kinds, wait until they are served, and leave the note."""
        api, brought = self._objects.api, self._definitions(operation.inputs)
        note = note_of(operation.inputs) if has_double(self._chart.chart) else None
        try:
            kinds.bring(api, brought, manager=_MANAGER)
            _wait(operation, lambda: kinds.unserved(api, brought), "is not served")
            if note is not None:
                api.apply(_path(note), note, fieldManager=_MANAGER, force="true")
        except ApiError as error:
            raise ProviderError(f"release: {error}") from error
        self._forget(brought)

    def remove(self, operation: Operation) -> None:
        """Take the note away, then the kinds, and with them whatever there is of them."""
        api, brought = self._objects.api, self._definitions(operation.inputs)
        if has_double(self._chart.chart):
            api.remove(_path(note_of(operation.inputs)))
        kinds.take_away(api, brought)
        # Who brought them again before they are gone would lose them then.
        _wait(operation, lambda: kinds.remaining(api, brought), "is still there")
        self._forget(brought)

    def _definitions(self, inputs: Properties) -> list[Definition]:
        return definitions(self._chart) if self._chart.brings_kinds(inputs.get("values") or {}) else []

    def _forget(self, brought: list[Definition]) -> None:
        for group in {definition["spec"]["group"] for definition in brought}:
            self._objects.discovery.forget(group)


def _wait(operation: Operation, look: Callable[[], list[str]], otherwise: str) -> None:
    for _ in range(int(_SECONDS / _POLL_SECONDS)):
        if not (waiting := look()):
            return
        if operation.cancelled.wait(_POLL_SECONDS):
            raise ProviderError(f"release: interrupted while {waiting[0]} {otherwise}")
    raise ProviderError(f"release: {', '.join(look())} {otherwise} after {_SECONDS} s")


def _path(note: Object) -> str:
    return f"/api/v1/namespaces/{note['metadata']['namespace']}/configmaps/{note['metadata']['name']}"
