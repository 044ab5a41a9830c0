"""The gRPC service of a double: the engine's calls, translated to a `Provider` and its handlers."""

# The methods' names, arguments and meanings are those of Pulumi's provider.proto.
# ruff: noqa: N802, D102, ARG002

import sys
import threading
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.providers.differences import Change, Difference, text_of
from portarium_sandbox.providers.engine import Engine
from portarium_sandbox.providers.errors import InitializationError, InputError
from portarium_sandbox.providers.operation import Autonaming, Operation
from portarium_sandbox.providers.properties import Path, Properties, deserialize, serialize, texts_at
from portarium_sandbox.providers.protocol import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2
from portarium_sandbox.providers.provider import Provider

_KINDS = {
    Change.ADDED: (provider_pb2.PropertyDiff.ADD, provider_pb2.PropertyDiff.ADD_REPLACE),
    Change.DELETED: (provider_pb2.PropertyDiff.DELETE, provider_pb2.PropertyDiff.DELETE_REPLACE),
    Change.UPDATED: (provider_pb2.PropertyDiff.UPDATE, provider_pb2.PropertyDiff.UPDATE_REPLACE),
}
_MODES = {
    provider_pb2.CheckRequest.AutonamingOptions.PROPOSE: "propose",
    provider_pb2.CheckRequest.AutonamingOptions.ENFORCE: "enforce",
    provider_pb2.CheckRequest.AutonamingOptions.DISABLE: "disable",
}
_SHORTEST_SECRET_TO_HIDE = 4
"""Hiding every ``1`` or ``no`` of a secret would garble messages and protect nothing."""


class _Call:
    """One request: collects where its secrets are, and turns errors into gRPC statuses without them."""

    def __init__(self, context: grpc.ServicerContext, subject: str, provider: str) -> None:
        self.context = context
        self.subject = subject
        self.provider = provider
        self.secrets: set[Path] = set()
        self._secret_texts: set[str] = set()

    def read(self, struct: Any) -> Properties:
        """Deserialize properties and remember their secrets."""
        places: set[Path] = set()
        properties = deserialize(struct, places)
        if places:
            self._secret_texts |= texts_at(properties, places)
            self.secrets |= places
        return properties

    def write(self, properties: Properties) -> Any:
        """Serialize properties, secret where the request's were."""
        return serialize(properties, self.secrets)

    def without_secrets(self, message: str) -> str:
        """A message with every secret text of the request taken out."""
        for text in sorted(self._secret_texts, key=len, reverse=True):
            if len(text) >= _SHORTEST_SECRET_TO_HIDE:
                message = message.replace(text, "[secret]")
        return message

    def fail(self, error: Exception) -> NoReturn:
        """End the call with what the engine is to show."""
        if isinstance(error, InitializationError):
            self._fail_initialization(error)
        if isinstance(error, InputError):
            self.context.abort(grpc.StatusCode.INVALID_ARGUMENT, self.without_secrets(str(error)))
        if isinstance(error, SandboxError):
            # Not UNKNOWN or INTERNAL: after those the engine no longer trusts its state of the resource.
            self.context.abort(grpc.StatusCode.FAILED_PRECONDITION, self.without_secrets(str(error)))
        sys.stderr.write(self.without_secrets("".join(traceback.format_exception(error))))
        message = f"{self.subject}: defect in the sandbox's {self.provider} provider: {error!r}"
        self.context.abort(grpc.StatusCode.INTERNAL, self.without_secrets(message))

    def _fail_initialization(self, error: InitializationError) -> NoReturn:
        detail = provider_pb2.ErrorResourceInitFailed(
            id=error.identifier,
            properties=self.write(error.outputs),
            reasons=[self.without_secrets(reason) for reason in error.reasons],
            inputs=None if error.inputs is None else self.write(error.inputs),
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=self.without_secrets(str(error)))
        status.details.add().Pack(detail)
        self.context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        self.context.abort(grpc.StatusCode.UNKNOWN, status.message)


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one provider to one engine."""

    def __init__(self, provider: Provider, engine: Engine) -> None:
        self._provider = provider
        self._engine = engine
        self._cancelled = threading.Event()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._engine.attach(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            accept_resources=False,
            accept_outputs=False,
            supports_autonaming_configuration=True,
        )

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._engine.attach(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=self._provider.version)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        schema = f'{{"name": "{self._provider.name}", "version": "{self._provider.version}"}}'
        return provider_pb2.GetSchemaResponse(schema=schema)

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._cancelled.set()
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._operation(request, inputs=call.read(request.news), old_inputs=call.read(request.olds))
            return self._checked(call, lambda: self._provider.check_configuration(operation))

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            return _diff_response(self._provider.diff_configuration(self._changing(request, call)))

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            self._provider.configure(call.read(request.args))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            acceptResources=False,
            acceptOutputs=False,
            supports_autonaming_configuration=True,
        )

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        call = _Call(context, request.tok, self._provider.name)
        try:
            arguments = call.read(request.args)
            result = self._provider.invoke(request.tok, arguments, preview=request.preview)
            return provider_pb2.InvokeResponse(**{"return": call.write(result)})
        except InputError as error:
            failures = _failures(call, error)
            return provider_pb2.InvokeResponse(failures=failures)
        except Exception as error:  # noqa: BLE001  (a gRPC method has to answer for whatever happened)
            call.fail(error)

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._operation(
                request,
                inputs=call.read(request.news),
                old_inputs=call.read(request.olds),
                random_seed=request.randomSeed,
            )
            if request.HasField("autonaming"):
                autonaming = Autonaming(
                    proposed_name=request.autonaming.proposed_name, mode=_MODES[request.autonaming.mode]
                )
                operation = replace(operation, autonaming=autonaming)
            handler = self._provider.handler(request.type)
            return self._checked(call, lambda: handler.check(operation))

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._changing(request, call)
            return _diff_response(self._provider.handler(request.type).diff(operation))

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._operation(
                request,
                inputs=call.read(request.properties),
                preview=request.preview,
                timeout_seconds=request.timeout,
            )
            created = self._provider.handler(request.type).create(operation)
            return provider_pb2.CreateResponse(id=created.identifier, properties=call.write(created.outputs))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._operation(
                request,
                identifier=request.id,
                inputs=call.read(request.inputs),
                old_outputs=call.read(request.properties),
            )
            found = self._provider.handler(request.type).read(operation)
            if found is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(
                id=found.identifier, properties=call.write(found.outputs), inputs=call.write(found.inputs)
            )

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._changing(request, call)
            operation = replace(operation, preview=request.preview, timeout_seconds=request.timeout)
            outputs = self._provider.handler(request.type).update(operation)
            return provider_pb2.UpdateResponse(properties=call.write(outputs))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._call(request, context) as call:
            operation = self._operation(
                request,
                identifier=request.id,
                inputs=call.read(request.old_inputs),
                old_outputs=call.read(request.properties),
                timeout_seconds=request.timeout,
            )
            self._provider.handler(request.type).delete(operation)
        return empty_pb2.Empty()

    @contextmanager
    def _call(self, request: Any, context: grpc.ServicerContext) -> Generator[_Call]:
        call = _Call(context, request.urn or request.type, self._provider.name)
        try:
            yield call
        except Exception as error:  # noqa: BLE001  (a gRPC method has to answer for whatever happened)
            call.fail(error)

    def _operation(self, request: Any, **values: Any) -> Operation:
        return Operation(
            urn=request.urn,
            type=request.type,
            name=request.name,
            engine=self._engine,
            cancelled=self._cancelled,
            **values,
        )

    def _changing(self, request: Any, call: _Call) -> Operation:
        old_outputs = call.read(request.olds)
        old_inputs = call.read(request.old_inputs)
        # Only the secrets of the new inputs decide what is secret from now on.
        call.secrets = set()
        return self._operation(
            request,
            identifier=request.id,
            inputs=call.read(request.news),
            old_inputs=old_inputs,
            old_outputs=old_outputs,
            ignored_changes=tuple(request.ignoreChanges),
        )

    @staticmethod
    def _checked(call: _Call, check: Callable[[], Properties]) -> Any:
        try:
            return provider_pb2.CheckResponse(inputs=call.write(check()))
        except InputError as error:
            return provider_pb2.CheckResponse(failures=_failures(call, error))


def _failures(call: _Call, error: InputError) -> list[provider_pb2.CheckFailure]:
    return [
        provider_pb2.CheckFailure(property=name, reason=call.without_secrets(reason)) for name, reason in error.failures
    ]


def _diff_response(found: Difference) -> provider_pb2.DiffResponse:
    replacing = set(found.replacements)
    details: dict[str, provider_pb2.PropertyDiff] = {}
    for place, change in found.changes.items():
        in_place, with_replacement = _KINDS[change]
        kind = with_replacement if place in replacing else in_place
        details[text_of(place)] = provider_pb2.PropertyDiff(kind=kind, inputDiff=True)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if details else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=sorted(text_of(place) for place in replacing),
        deleteBeforeReplace=found.delete_before_replace,
        diffs=sorted({str(place[0]) for place in found.changes}),
        detailedDiff=details,
        hasDetailedDiff=True,
    )
