"""Objects in the cluster: server-side apply with and without effect, and its errors as users should see them."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.kubernetes.discovery import Collection, Discovery
from portarium_sandbox.providers.kubernetes.ignored import with_ignored
from portarium_sandbox.providers.kubernetes.inputs import items_in, manifest
from portarium_sandbox.providers.kubernetes.kinds import Kind
from portarium_sandbox.providers.kubernetes.naming import annotation, qualified
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import Properties

PATCH_FORCE: Final = "pulumi.com/patchForce"
DELETION_PROPAGATION: Final = "pulumi.com/deletionPropagationPolicy"
_NOT_FOUND, _CONFLICT = 404, 409
_POLICIES: Final = {"orphan": "Orphan", "background": "Background"}
_OTHER_MANAGER: Final = re.compile(r'conflict with "([^"]+)"')
_YIELDING_MANAGERS: Final = frozenset({"kubectl", "before-first-apply", "pulumi-kubernetes"})
_SIDE_STEP: Final = "-preview"
_LONGEST_NAME: Final = 253


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where an object is, or is to be."""

    collection: Collection
    namespace: str | None
    name: str

    @property
    def path(self) -> str:
        """The object's URL path."""
        return self.collection.path(self.namespace, self.name)

    @property
    def identifier(self) -> str:
        """The object's id in Pulumi: namespace and name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def __str__(self) -> str:
        return qualified(self.collection.kind, self.namespace, self.name)


class AlreadyExistsError(ProviderError):
    """An object that Pulumi was to create is there and was made by something else."""

    def __init__(self, target: Target, manager: str) -> None:
        super().__init__(
            f"{target}: already exists in the cluster, managed by {manager or 'something else'}; "
            "give it another name, adopt it with `pulumi import`, patch it with a Patch resource, "
            "or, if it is a renamed resource, give the resource an alias"
        )


class BeingDeletedError(ProviderError):
    """An object of the same name is still on its way out."""

    def __init__(self, target: Target, uid: str) -> None:
        super().__init__(f"{target}: an object of this name is still being deleted")
        self.target = target
        self.uid = uid


class Objects:
    """Reads and writes the objects of one cluster."""

    def __init__(
        self, api: KubernetesClient, *, force: bool = False, upsert: bool = False, deprecations: bool = True
    ) -> None:
        self.api = api
        self.discovery = Discovery(api)
        self._force = force
        self._upsert = upsert
        self._deprecations = deprecations

    def target(self, kind: Kind, namespace: str | None, name: str) -> Target:
        """Where an object of a kind is. Raises UnknownKindError."""
        collection = self.discovery.find(kind)
        inside = (namespace or "default") if collection.is_namespaced else None
        return Target(collection=collection, namespace=inside, name=name)

    def find(self, target: Target) -> Object | None:
        """The object, or None when it is not there."""
        try:
            return self.api.get(target.path)
        except ApiError as error:
            if error.code == _NOT_FOUND:
                return None
            raise

    def create(self, operation: Operation, target: Target, inputs: Properties, manager: str) -> Object:
        """Create an object, or in a preview have the API server say what it would become.

        An object that this very resource created in an update that was killed is taken over.
        Raises AlreadyExistsError for any other that is there, BeingDeletedError for one that will soon be gone.
        """
        existing = self.find(target)
        if existing is not None and existing["metadata"].get("deletionTimestamp") and not operation.preview:
            raise BeingDeletedError(target, existing["metadata"]["uid"])
        if existing is not None and not self._upsert and not _is_managed_by(existing, manager):
            raise AlreadyExistsError(target, _manager(existing))
        if existing is None or not operation.preview:
            try:
                applied = self._apply(operation, target, manifest(inputs), manager)
            except ApiError as error:
                if existing is None or target.collection.kind.qualified_name != "batch/Job" or not _is_immutable(error):
                    raise
                # Left by a killed update with another template: a Job can only be run anew, and keeps nothing.
                self.delete(target, inputs)
                raise BeingDeletedError(target, existing["metadata"]["uid"]) from error
            if applied["metadata"].get("deletionTimestamp"):
                # Somebody deleted it between the two requests: what was written went to the one that goes.
                raise BeingDeletedError(target, applied["metadata"]["uid"])
            return applied
        # The old object is still there because a preview deletes nothing: ask about the new one under another name.
        beside = Target(
            collection=target.collection,
            namespace=target.namespace,
            name=target.name[: _LONGEST_NAME - len(_SIDE_STEP)] + _SIDE_STEP,
        )
        renamed = copy.deepcopy(manifest(inputs))
        renamed["metadata"]["name"] = beside.name
        planned = self._apply(operation, beside, renamed, manager)
        planned["metadata"]["name"] = target.name
        return planned

    def update(self, operation: Operation, target: Target, inputs: Properties, manager: str) -> Object:
        """Change an object, or in a preview have the API server say what it would become."""
        desired = manifest(inputs)
        if operation.ignored_changes:
            live = self.api.get(target.path)
            desired = with_ignored(desired, live, manager, operation.ignored_changes)
        return self._apply(operation, target, desired, manager)

    def relinquish(self, target: Target, manager: str) -> None:
        """Give up all fields a manager has set; those that nobody else manages go away."""
        if self.find(target) is not None:
            kind = target.collection.kind
            body: Object = {
                "apiVersion": kind.api_version,
                "kind": kind.name,
                "metadata": {"name": target.name, **({"namespace": target.namespace} if target.namespace else {})},
            }
            self.api.apply(target.path, body, fieldManager=manager, force="false")

    def delete(self, target: Target, inputs: Properties) -> str | None:
        """Start the deletion of an object and return its uid, or None when it was gone already."""
        existing = self.find(target)
        if existing is None:
            return None
        uid: str = existing["metadata"]["uid"]
        policy = _POLICIES.get((annotation(inputs, DELETION_PROPAGATION) or "").lower(), "Foreground")
        try:
            self.api.delete(target.path, {"propagationPolicy": policy, "preconditions": {"uid": uid}})
        except ApiError as error:
            if error.code == _NOT_FOUND or (error.code == _CONFLICT and self._is_another(target, uid)):
                return None
            raise
        return uid

    def _is_another(self, target: Target, uid: str) -> bool:
        live = self.find(target)
        return live is not None and live["metadata"]["uid"] != uid

    def _apply(self, operation: Operation, target: Target, desired: Object, manager: str) -> Object:
        force = self._force or annotation(desired, PATCH_FORCE) == "true"
        query = {"fieldManager": manager, "force": str(force).lower(), "fieldValidation": "Warn"}
        if operation.preview:
            query["dryRun"] = "All"
        body = copy.copy(desired)
        if target.namespace:
            body["metadata"] = {**body["metadata"], "namespace": target.namespace}
        else:
            body["metadata"] = {key: value for key, value in body["metadata"].items() if key != "namespace"}
        try:
            return self.api.apply(target.path, body, warn=self._warner(operation), **query)
        except ApiError as error:
            if error.code != _CONFLICT or error.reason != "Conflict":
                raise
            if not _all_yield(error):
                raise ProviderError(_conflict(target, error)) from error
        return self.api.apply(target.path, body, warn=self._warner(operation), **{**query, "force": "true"})

    def _warner(self, operation: Operation) -> Callable[[str], None]:
        def warn(text: str) -> None:
            if self._deprecations or "deprecated" not in text:
                operation.warn(text)

        return warn


def _conflict(target: Target, error: ApiError) -> str:
    causes: list[Any] = list(error.details.get("causes") or [])
    fields = "; ".join(f"{cause.get('field')}: {cause.get('message')}" for cause in causes) or str(error)
    return (
        f"{target}: server-side apply conflict, another manager has these fields: {fields}; "
        f"leave them out of the program or ignore them (ignore_changes), "
        f'or take them over with the annotation {PATCH_FORCE}: "true"'
    )


def _all_yield(error: ApiError) -> bool:
    """Whether every field in conflict belongs to somebody from whom the official provider takes fields over."""
    causes: list[Any] = list(error.details.get("causes") or [])
    managers = [_OTHER_MANAGER.search(cause.get("message", "")) for cause in causes]
    return bool(managers) and all(found and found.group(1) in _YIELDING_MANAGERS for found in managers)


def _is_immutable(error: ApiError) -> bool:
    return error.reason == "Invalid" and "field is immutable" in str(error)


def _manager(live: Object) -> str:
    entries = items_in(live, "metadata", "managedFields")
    return entries[0].get("manager", "") if entries else ""


def _is_managed_by(live: Object, manager: str) -> bool:
    return any(
        entry.get("manager") == manager and entry.get("operation") == "Apply"
        for entry in items_in(live, "metadata", "managedFields")
    )
