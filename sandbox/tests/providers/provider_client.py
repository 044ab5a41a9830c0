"""Calls a provider double the way the engine does: over gRPC, with the engine's messages."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import grpc

from portarium_sandbox.providers.engine import Engine
from portarium_sandbox.providers.properties import Path, Properties, deserialize, serialize
from portarium_sandbox.providers.protocol import provider_pb2, provider_pb2_grpc, status_pb2
from portarium_sandbox.providers.provider import Provider
from portarium_sandbox.providers.server import serve


class ProviderClient:
    """The engine's side of one provider; every answer is in plain values, `secrets` has where its secrets were."""

    def __init__(self, stub: provider_pb2_grpc.ResourceProviderStub) -> None:
        # The generated stubs do not say what their methods return.
        self.stub: Any = stub
        self.secrets: set[Path] = set()

    def configure(self, **arguments: Any) -> None:
        """Configure the provider."""
        self.stub.Configure(provider_pb2.ConfigureRequest(args=serialize(arguments), acceptSecrets=True))

    def check(
        self, token: str, inputs: Properties, old: Properties | None = None, *, name: str = "subject"
    ) -> tuple[Properties, dict[str, str]]:
        """The checked inputs and the refused ones, by property."""
        request = provider_pb2.CheckRequest(
            urn=_urn(token, name),
            type=token,
            name=name,
            news=serialize(inputs),
            olds=serialize(old or {}),
            randomSeed=b"a seed of thirty-two bytes length",
        )
        response = self.stub.Check(request)
        return self._plain(response.inputs), {failure.property: failure.reason for failure in response.failures}

    def diff(
        self,
        token: str,
        old_inputs: Properties,
        new: Properties,
        *,
        identifier: str = "id",
        old: Properties | None = None,
    ) -> provider_pb2.DiffResponse:
        """The difference as the engine gets it."""
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                id=identifier,
                urn=_urn(token, "subject"),
                type=token,
                name="subject",
                old_inputs=serialize(old_inputs),
                olds=serialize(old_inputs if old is None else old),
                news=serialize(new),
            )
        )

    def create(
        self, token: str, inputs: Properties, *, preview: bool = False, timeout: float = 0, name: str = "subject"
    ) -> tuple[str, Properties]:
        """The id and the outputs of the created resource."""
        response = self.stub.Create(
            provider_pb2.CreateRequest(
                urn=_urn(token, name),
                type=token,
                name=name,
                properties=serialize(inputs),
                preview=preview,
                timeout=timeout,
            )
        )
        return response.id, self._plain(response.properties)

    def read(
        self, token: str, identifier: str, inputs: Properties | None = None, outputs: Properties | None = None
    ) -> tuple[str, Properties, Properties]:
        """The id, inputs and outputs found; the id is empty when the resource is gone."""
        response = self.stub.Read(
            provider_pb2.ReadRequest(
                id=identifier,
                urn=_urn(token, "subject"),
                type=token,
                name="subject",
                inputs=serialize(inputs or {}),
                properties=serialize(outputs or {}),
            )
        )
        return response.id, self._plain(response.inputs), self._plain(response.properties)

    def update(
        self,
        token: str,
        identifier: str,
        old_inputs: Properties,
        new: Properties,
        *,
        outputs: Properties,
        preview: bool = False,
        timeout: float = 0,
    ) -> Properties:
        """The outputs after the update."""
        response = self.stub.Update(
            provider_pb2.UpdateRequest(
                id=identifier,
                urn=_urn(token, "subject"),
                type=token,
                name="subject",
                old_inputs=serialize(old_inputs),
                olds=serialize(outputs),
                news=serialize(new),
                preview=preview,
                timeout=timeout,
            )
        )
        return self._plain(response.properties)

    def delete(
        self, token: str, identifier: str, inputs: Properties, outputs: Properties, *, timeout: float = 0
    ) -> None:
        """Delete the resource."""
        self.stub.Delete(
            provider_pb2.DeleteRequest(
                id=identifier,
                urn=_urn(token, "subject"),
                type=token,
                name="subject",
                properties=serialize(outputs),
                old_inputs=serialize(inputs),
                timeout=timeout,
            )
        )

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """The result of a function."""
        response = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=serialize(arguments)))
        return self._plain(getattr(response, "return"))

    def _plain(self, struct: Any) -> Properties:
        self.secrets = set()
        return deserialize(struct, self.secrets)


@contextmanager
def connected(provider: Provider) -> Generator[ProviderClient]:
    """Serve a provider in this process and talk to it."""
    server, port = serve(provider, Engine())
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    try:
        yield ProviderClient(provider_pb2_grpc.ResourceProviderStub(channel))
    finally:
        channel.close()
        server.stop(grace=None).wait()
        provider.close()


def refusal(error: grpc.RpcError) -> str:
    """The message the engine would show."""
    assert isinstance(error, grpc.Call)
    return error.details() or ""


def half_made(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed:
    """The resource that exists but failed, as the engine takes it into its state."""
    assert isinstance(error, grpc.Call)
    trailing: Any = error.trailing_metadata()
    metadata: dict[str, bytes] = dict(trailing)
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status_pb2.Status.FromString(metadata["grpc-status-details-bin"]).details[0].Unpack(detail)
    return detail


def replaced(response: provider_pb2.DiffResponse) -> set[str]:
    """The properties whose change needs a new resource."""
    return set(response.replaces)


def changed(response: provider_pb2.DiffResponse) -> Mapping[str, str]:
    """Each changed property and the kind of its change."""
    return {name: provider_pb2.PropertyDiff.Kind.Name(detail.kind) for name, detail in response.detailedDiff.items()}


def _urn(token: str, name: str) -> str:
    return f"urn:pulumi:test::portarium::{token}::{name}"
