"""Patch resources: they set fields of objects that something else created, and take them back when they go."""

from dataclasses import replace
from typing import Any

from portarium_sandbox.kubernetes.client import Object
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.providers.errors import InputError, ProviderError
from portarium_sandbox.providers.kubernetes.naming import field_manager
from portarium_sandbox.providers.kubernetes.objects import Target
from portarium_sandbox.providers.kubernetes.resource import MANAGER, ObjectHandler
from portarium_sandbox.providers.operation import Operation
from portarium_sandbox.providers.properties import UNKNOWN, Properties
from portarium_sandbox.providers.properties import Path as Place


class PatchHandler(ObjectHandler):
    """Handles the resources that set fields of objects which something else created."""

    def check(self, operation: Operation) -> Properties:
        """A patch needs to say which object it is for."""
        metadata: Any = operation.inputs.get("metadata") or {}
        if metadata is not UNKNOWN and not metadata.get("name"):
            raise InputError(("metadata.name", "is required: a patch is for an object that exists"))
        return super().check(operation)

    def replaces(self, place: Place, token: str, inputs: Properties) -> bool:  # noqa: ARG002
        """Only another object needs another patch."""
        return place in (("metadata", "name"), ("metadata", "namespace"))

    def make(self, operation: Operation, target: Target, manager: str) -> Object:
        """Set the fields of the patch."""
        if operation.preview and self.objects.find(target) is None:
            # What it is for may be created by the same update; a patch alone is no complete object to ask about.
            return operation.inputs
        return self.objects.update(replace(operation, ignored_changes=()), target, operation.inputs, manager)

    def remove(self, operation: Operation, target: Target) -> None:
        """Give up the fields; the object stays."""
        manager = operation.old_outputs.get(MANAGER) or field_manager(operation, operation.inputs)
        try:
            self.objects.relinquish(target, manager)
        except ApiError as error:
            if "Required value" in str(error):
                raise ProviderError(
                    f"{target}: the patch is all that sets a required field, so it can't be taken back; "
                    f"use retain_on_delete, or let something else set the field first: {error}"
                ) from error
            raise
