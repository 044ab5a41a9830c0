"""What a release of a chart with a double brings: the kinds, and a note by which the double sees it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.discovery import UnknownKindError
from portarium_sandbox.providers.kubernetes.inputs import place_in
from portarium_sandbox.providers.kubernetes.kinds import Kind
from portarium_sandbox.providers.kubernetes.objects import Objects
from portarium_sandbox.providers.kubernetes.readiness import readiness
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import Properties
from portarium_sandbox.secret_operator.chart import CHART, REPOSITORY, note_of
from portarium_sandbox.secret_operator.kinds import API_VERSION, GROUP, definitions

_DEFINITION: Final = "apiextensions.k8s.io/CustomResourceDefinition"
_DEFINITIONS: Final = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
_MANAGER: Final = "helm"
_SECONDS: Final = 30
_POLL_SECONDS: Final = 0.2


def stands_in_for(inputs: Properties) -> bool:
    """Whether the sandbox has a double of a release's chart; of the same name in another repository it has none."""
    return inputs.get("chart") == CHART and place_in(inputs, "repositoryOpts", "repo") == REPOSITORY


class StandIn:
    """The double's part of one release."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def install(self, operation: Operation) -> None:
        """Bring the kinds, wait until they are served, and leave the note."""
        for definition in definitions():
            self._apply(_definition(definition), definition)
        for definition in definitions():
            self._wait(operation, definition, "is not served", self._is_served)
        note = note_of(operation.inputs)
        self._apply(_path(note), note)

    def remove(self, operation: Operation) -> None:
        """Take the note away, then the kinds, and with them whatever there is of them."""
        self._objects.api.remove(_path(note_of(operation.inputs)))
        for definition in definitions():
            self._objects.api.remove(_definition(definition))
        # The API server takes them away after it has answered: who brought them again before would lose them then.
        for definition in definitions():
            self._wait(operation, definition, "is still there", self._is_gone)
        self._objects.discovery.forget(GROUP)

    def _apply(self, path: str, body: dict[str, Any]) -> None:
        try:
            self._objects.api.apply(path, body, fieldManager=_MANAGER, force="true")
        except ApiError as error:
            raise ProviderError(f"release: {error}") from error

    def _is_served(self, definition: Object) -> bool:
        """Whether a kind is established and listed, which the API server does one after the other."""
        if not readiness(_DEFINITION, self._objects.api.get(_definition(definition))).is_ready:
            return False
        self._objects.discovery.forget(GROUP)
        try:
            self._objects.discovery.find(Kind(API_VERSION, definition["spec"]["names"]["kind"]))
        except UnknownKindError:
            return False
        return True

    def _is_gone(self, definition: Object) -> bool:
        try:
            self._objects.api.get(_definition(definition))
        except ApiError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return True
            raise
        return False

    def _wait(self, operation: Operation, definition: Object, otherwise: str, done: Callable[[Object], bool]) -> None:
        for _ in range(int(_SECONDS / _POLL_SECONDS)):
            if done(definition) or operation.cancelled.wait(_POLL_SECONDS):
                return
        raise ProviderError(f"release: {definition['metadata']['name']} {otherwise} after {_SECONDS} s")


def _definition(definition: Object) -> str:
    return f"{_DEFINITIONS}/{definition['metadata']['name']}"


def _path(note: Object) -> str:
    return f"/api/v1/namespaces/{note['metadata']['namespace']}/configmaps/{note['metadata']['name']}"
