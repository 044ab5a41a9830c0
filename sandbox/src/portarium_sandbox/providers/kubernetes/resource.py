"""Kubernetes objects as Pulumi resources: named, compared, applied, awaited, deleted."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.kubernetes.errors import ApiError, UnreachableError
from portarium_sandbox.providers.differences import Difference
from portarium_sandbox.providers.errors import InitializationError, ProviderError
from portarium_sandbox.providers.kubernetes.comparison import as_kept, changes_between, comparable
from portarium_sandbox.providers.kubernetes.conditions import without_wait_for
from portarium_sandbox.providers.kubernetes.discovery import UnknownKindError
from portarium_sandbox.providers.kubernetes.immutability import needs_replacement
from portarium_sandbox.providers.kubernetes.inputs import (
    drifted,
    guarded,
    imported,
    normalized,
    outputs_of,
    place_in,
    planned_outputs,
    with_string_data,
)
from portarium_sandbox.providers.kubernetes.kinds import Kind, kind_of
from portarium_sandbox.providers.kubernetes.naming import field_manager, is_autonamed, named, qualified
from portarium_sandbox.providers.kubernetes.objects import BeingDeletedError, Objects, Target
from portarium_sandbox.providers.kubernetes.rules import Rules
from portarium_sandbox.providers.kubernetes.waiting import (
    GoneError,
    NotReadyError,
    Subject,
    skips_deletion,
    until_gone,
    until_ready,
)
from portarium_sandbox.providers.operation import Operation, Resource, ResourceHandler
from portarium_sandbox.providers.properties import Path as Place
from portarium_sandbox.providers.properties import Properties, contains_unknown, is_object

MANAGER: Final = "__fieldManager"
"""The output that keeps who manages the object's fields, as in the official provider's state."""

_PAUSES_UNTIL_CREATED: Final = (0.5, 1, 2, 4, 8)
"""How long to wait for a namespace or kind that is about to come, in seconds."""

_SECONDS_TO_SETTLE: Final = 5.0
"""How long a refresh gives an object that is in the middle of a change."""

_UNAUTHORIZED, _FORBIDDEN = 401, 403


class ObjectHandler(ResourceHandler):
    """Handles every kind of object that a program creates."""

    def __init__(self, connect: Callable[[], Objects], rules: Rules) -> None:
        self._connect = connect
        self._rules = rules

    @property
    def objects(self) -> Objects:
        """The cluster's objects; the kubeconfig is read when the first is needed."""
        return self._connect()

    def check(self, operation: Operation) -> Properties:
        """Name the object and put it into the provider's namespace."""
        kind = kind_of(operation.type, operation.inputs)
        inputs = named(operation, normalized({"apiVersion": kind.api_version, "kind": kind.name, **operation.inputs}))
        metadata: Any = inputs.get("metadata")
        if not self._rules.namespace or not is_object(metadata) or metadata.get("namespace"):
            return inputs
        if not self._is_namespaced(kind):
            return inputs
        return {**inputs, "metadata": {**metadata, "namespace": self._rules.namespace}}

    def diff(self, operation: Operation) -> Difference:
        """What differs between the state's inputs and the program's."""
        given, live = comparable(operation.old_inputs), operation.old_outputs
        old, new = as_kept(given, live, given), comparable(operation.inputs)
        # As officially: inputs of which not all is known yet are compared as they are written.
        if not contains_unknown(new):
            new = as_kept(new, live, given)
        changes = changes_between(old, new)
        replacements = [place for place in changes if self.replaces(place, operation.type, operation.old_inputs)]
        identity = ("name", "namespace")
        same_object = all(place_in(old, "metadata", key) == place_in(new, "metadata", key) for key in identity)
        return Difference(
            changes=changes,
            replacements=replacements,
            delete_before_replace=bool(replacements) and same_object and not is_autonamed(operation.inputs),
        )

    def replaces(self, place: Place, token: str, inputs: Properties) -> bool:
        """Whether a changed field needs a new object."""
        return needs_replacement(place, kind_of(token, inputs), inputs, self._rules.mutable)

    def create(self, operation: Operation) -> Resource:
        """Apply the object and wait for it, or have the API server say what it would become."""
        inputs, manager = operation.inputs, field_manager(operation, operation.inputs)
        if operation.preview:
            planned = self._planned(operation, lambda target: self.make(operation, target, manager))
            return Resource(identifier="", outputs=guarded(planned_outputs(planned) if planned else inputs))
        target, live = self._created(operation, manager)
        if target.collection.kind.name == "CustomResourceDefinition":
            self.objects.discovery.forget(str(place_in(inputs, "spec", "group")))
        live = self._awaited(operation, target, live, manager)
        return Resource(identifier=target.identifier, outputs=_outputs(live, manager))

    def read(self, operation: Operation) -> Resource | None:
        """The object as it is now, with those of its fields that the program sets as inputs."""
        namespace, _, name = operation.identifier.rpartition("/")
        kind = kind_of(operation.type, operation.old_outputs, operation.inputs)
        subject = qualified(kind, namespace, name)
        try:
            target = self.objects.target(kind, namespace, name)
            live = self.objects.find(target)
        except UnknownKindError:
            return None
        except UnreachableError as error:
            return self._unreachable(operation, subject, error)
        except ApiError as error:
            raise ProviderError(f"{subject}: {error}") from error
        if live is None:
            return None
        manager = operation.old_outputs.get(MANAGER) or field_manager(operation, operation.inputs)
        if not operation.inputs:
            inputs = guarded(imported(live))
            return Resource(identifier=target.identifier, outputs=_outputs(live, manager), inputs=inputs)
        return self._settled(operation, target, live, manager)

    def _settled(self, operation: Operation, target: Target, live: Object, manager: str) -> Resource | None:
        """An object of the state as it is, given a moment to finish what it is doing.

        One that is not ready then is one for the engine to try again; what the program itself waits for is, as
        officially, not looked at.
        """
        hurried = replace(operation, timeout_seconds=_SECONDS_TO_SETTLE)
        problem = ""
        try:
            live = until_ready(hurried, self._subject(target, without_wait_for(operation.inputs)), live)
        except GoneError:
            return self.read(operation)
        except NotReadyError as error:
            live, problem = error.live, str(error)
        outputs = _outputs(live, manager)
        inputs = drifted(operation.inputs, with_string_data(outputs_of(live), operation.inputs))
        if problem:
            raise InitializationError(
                f"{target}: {problem}", identifier=operation.identifier, outputs=outputs, inputs=inputs
            )
        return Resource(identifier=operation.identifier, outputs=outputs, inputs=inputs)

    def update(self, operation: Operation) -> Properties:
        """Apply the changed object and wait for it, or have the API server say what it would become."""
        manager = operation.old_outputs.get(MANAGER) or field_manager(operation, operation.inputs)
        if operation.preview:
            planned = self._planned(
                operation, lambda target: self.objects.update(operation, target, operation.inputs, manager)
            )
            return guarded(outputs_of(planned) if planned else operation.inputs)
        try:
            target = self._target(operation)
            live = self.objects.update(operation, target, operation.inputs, manager)
        except (ApiError, UnreachableError) as error:
            raise ProviderError(f"{_called(operation)}: {error}") from error
        return _outputs(self._awaited(operation, target, live, manager), manager)

    def delete(self, operation: Operation) -> None:
        """Delete the object and wait until it is gone."""
        namespace, _, name = operation.identifier.rpartition("/")
        kind = kind_of(operation.type, operation.old_outputs, operation.inputs)
        subject = qualified(kind, namespace, name)
        try:
            target = self.objects.target(kind, namespace, name)
            self.remove(operation, target)
        except UnknownKindError:
            # With its CustomResourceDefinition, the object is gone too.
            return
        except UnreachableError as error:
            self._unreachable(operation, subject, error)
        except ApiError as error:
            raise ProviderError(f"{subject}: {error}") from error

    def make(self, operation: Operation, target: Target, manager: str) -> Object:
        """Bring the object about, or in a preview what is known of it."""
        return self.objects.create(operation, target, operation.inputs, manager)

    def remove(self, operation: Operation, target: Target) -> None:
        """Take the object away and wait until it is gone."""
        uid = self.objects.delete(target, operation.inputs)
        if uid is not None and not skips_deletion(self._subject(target, operation.inputs)):
            self._until_gone(operation, target, uid, operation.inputs)

    def _until_gone(self, operation: Operation, target: Target, uid: str, inputs: Properties) -> None:
        try:
            until_gone(operation, self._subject(target, inputs), uid)
        except (ApiError, UnreachableError):
            raise
        except SandboxError as error:
            raise ProviderError(f"{target}: {error}") from error

    def _target(self, operation: Operation) -> Target:
        kind = kind_of(operation.type, operation.inputs)
        metadata: Any = operation.inputs.get("metadata") or {}
        return self.objects.target(kind, metadata.get("namespace"), metadata["name"])

    def _subject(self, target: Target, inputs: Properties) -> Subject:
        return Subject(api=self.objects.api, collection=target.collection, path=target.path, inputs=inputs)

    def _created(self, operation: Operation, manager: str) -> tuple[Target, Object]:
        """Create the object; what it needs may be on its way, and what had its name on its way out."""
        pauses, leaving = iter(_PAUSES_UNTIL_CREATED), None
        while True:
            try:
                if leaving is not None:
                    # Not with these inputs: what they say of waiting is said of the new object.
                    self._until_gone(operation, leaving.target, leaving.uid, {})
                target = self._target(operation)
                return target, self.make(operation, target, manager)
            except BeingDeletedError as error:
                leaving = error
                continue
            except UnknownKindError as error:
                missing: ProviderError = error
            except (ApiError, UnreachableError) as error:
                missing = ProviderError(f"{_called(operation)}: {error}")
                if isinstance(error, UnreachableError) or not error.is_missing_namespace:
                    raise missing from error
            pause = next(pauses, None)
            if pause is None or operation.cancelled.is_set():
                raise missing
            operation.status(f"waiting: {missing}")
            time.sleep(pause)

    def _planned(self, operation: Operation, apply: Callable[[Target], Object]) -> Object | None:
        """What a dry run says, or None where it can't say anything yet.

        In the first preview of an environment neither namespaces nor kinds nor permissions need to exist.
        """
        if contains_unknown(operation.inputs):
            return None
        try:
            return apply(self._target(operation))
        except UnknownKindError:
            return None
        except UnreachableError as error:
            operation.warn(f"previewed without the cluster: {error}")
            return None
        except ApiError as error:
            if error.is_missing_namespace:
                return None
            if error.code in (_UNAUTHORIZED, _FORBIDDEN):
                operation.warn(f"previewed without the cluster: {error}")
                return None
            raise ProviderError(f"{_called(operation)}: {error}") from error

    def _awaited(self, operation: Operation, target: Target, live: Object, manager: str) -> Object:
        try:
            return until_ready(operation, self._subject(target, operation.inputs), live)
        except NotReadyError as error:
            live, reason = error.live, str(error)
        except SandboxError as error:
            # The object exists whatever happens while waiting: losing sight of it must not lose it from the state.
            reason = str(error)
        raise InitializationError(f"{target}: {reason}", identifier=target.identifier, outputs=_outputs(live, manager))

    def _is_namespaced(self, kind: Kind) -> bool:
        try:
            return self.objects.discovery.find(kind).is_namespaced
        except (UnknownKindError, UnreachableError, ApiError):
            # As the official provider: most kinds are, and creating the object sets it right.
            return True

    def _unreachable(self, operation: Operation, subject: str, error: UnreachableError) -> Resource | None:
        """Never take an unreachable cluster for an empty one, unless the program says so."""
        if self._rules.delete_unreachable:
            operation.warn(f"{subject}: removed from the state because deleteUnreachable is set; {error}")
            return None
        if self._rules.skip_update_unreachable:
            operation.warn(f"{subject}: kept as it is in the state because skipUpdateUnreachable is set; {error}")
            return Resource(identifier=operation.identifier, outputs=operation.old_outputs, inputs=operation.inputs)
        raise ProviderError(
            f"{subject}: {error}; if the cluster is gone for good, "
            "set PULUMI_K8S_DELETE_UNREACHABLE=true to drop its objects from the state"
        ) from error


def _called(operation: Operation) -> str:
    """The object of a create or update, as messages call it."""
    metadata = operation.inputs["metadata"]
    return qualified(kind_of(operation.type, operation.inputs), metadata.get("namespace"), metadata["name"])


def _outputs(live: Object, manager: str) -> Properties:
    return {**guarded(outputs_of(live)), MANAGER: manager}
