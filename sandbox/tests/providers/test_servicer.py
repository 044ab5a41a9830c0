"""The gRPC service that all doubles share, seen through a small provider."""

# The methods of the handlers below are documented where they are declared.
# ruff: noqa: D102

import grpc
import pytest

from portarium_sandbox.providers.differences import Difference, difference
from portarium_sandbox.providers.errors import InitializationError, InputError, ProviderError, UnknownTypeError
from portarium_sandbox.providers.operation import Operation, Resource, ResourceHandler
from portarium_sandbox.providers.properties import UNKNOWN, Properties, Secret, deserialize
from portarium_sandbox.providers.protocol import provider_pb2
from portarium_sandbox.providers.provider import Provider
from tests.providers.provider_client import ProviderClient, changed, connected, half_made, refusal, replaced

CUP = "tableware:index:Cup"


class Cup(ResourceHandler):
    """A resource that behaves as its inputs tell it to."""

    def check(self, operation: Operation) -> Properties:
        if "handles" in operation.inputs:
            raise InputError(("handles", "a cup has one handle"))
        return {"colour": "white", **operation.inputs}

    def diff(self, operation: Operation) -> Difference:
        return difference(operation.old_inputs, operation.inputs, replaces=lambda place: place[0] == "material")

    def create(self, operation: Operation) -> Resource:
        wish = operation.inputs.get("wish")
        if wish == "refused":
            raise ProviderError(f"cup: {operation.inputs['engraving']} cannot be engraved")
        if wish == "defect":
            raise KeyError(operation.inputs["engraving"])
        if wish == "cracked":
            raise InitializationError("it has a crack", identifier="cup-1", outputs=operation.inputs)
        identifier = "" if operation.preview else "cup-1"
        weight = UNKNOWN if operation.preview else 250
        return Resource(
            identifier=identifier, outputs={**operation.inputs, "weight": weight, "marking": Secret("under the foot")}
        )

    def read(self, operation: Operation) -> Resource | None:
        return None if operation.identifier == "broken" else super().read(operation)

    def update(self, operation: Operation) -> Properties:
        return {**operation.old_outputs, **operation.inputs}

    def delete(self, operation: Operation) -> None:
        if operation.old_outputs.get("full"):
            raise ProviderError("cup-1: drink it up first")


class Tableware(Provider):
    """A provider that has cups."""

    name = "tableware"
    version = "1.0.0"

    def handler(self, token: str) -> ResourceHandler:
        if token != CUP:
            raise UnknownTypeError(token, self.name)
        return Cup()


@pytest.fixture
def client():
    """The engine's side of the tableware provider."""
    with connected(Tableware()) as client:
        yield client


def status_of(error: grpc.RpcError) -> grpc.StatusCode:
    """The code the engine decides by."""
    assert isinstance(error, grpc.Call)
    return error.code()


class TestCheck:
    """Inputs."""

    def test_fills_in_defaults(self, client: ProviderClient):
        """What check adds reaches the engine."""
        assert client.check(CUP, {"size": 3}) == ({"colour": "white", "size": 3}, {})

    def test_names_the_property_it_refuses(self, client: ProviderClient):
        """A refused input is a failure of its property, not a failed call."""
        assert client.check(CUP, {"handles": 2})[1] == {"handles": "a cup has one handle"}

    def test_keeps_secrets_where_they_are(self, client: ProviderClient):
        """A secret deep in the inputs is secret in the checked inputs, and nothing around it is."""
        client.check(CUP, {"marks": [{"text": "plain"}, {"text": Secret("hidden")}]})
        assert client.secrets == {("marks", 1, "text")}


class TestDiff:
    """Differences."""

    def test_no_change(self, client: ProviderClient):
        """The same inputs are no change."""
        assert client.diff(CUP, {"size": 3}, {"size": 3}).changes == provider_pb2.DiffResponse.DIFF_NONE

    def test_in_place(self, client: ProviderClient):
        """Each changed place is named in Pulumi's notation, without a replacement."""
        found = client.diff(CUP, {"tags": {"a/b": "1", "c": "2"}}, {"tags": {"a/b": "3"}, "lid": True})
        assert changed(found) == {'tags["a/b"]': "UPDATE", "tags.c": "DELETE", "lid": "ADD"}
        assert not replaced(found)

    def test_replacement(self, client: ProviderClient):
        """A change that needs a new resource says so, at its place."""
        found = client.diff(CUP, {"material": "clay"}, {"material": "glass"})
        assert replaced(found) == {"material"}
        assert changed(found) == {"material": "UPDATE_REPLACE"}


class TestCreate:
    """New resources."""

    def test_outputs_and_secrets(self, client: ProviderClient):
        """Outputs come back, secret where the input was or where the double says so."""
        identifier, outputs = client.create(CUP, {"engraving": Secret("for you")})
        assert (identifier, outputs["weight"], outputs["engraving"]) == ("cup-1", 250, "for you")
        assert client.secrets == {("engraving",), ("marking",)}

    def test_preview_has_unknowns(self, client: ProviderClient):
        """In a preview what only the update can know stays unknown."""
        identifier, outputs = client.create(CUP, {}, preview=True)
        assert identifier == ""
        assert outputs["weight"] is UNKNOWN

    def test_refusal_is_one_line_without_secrets(self, client: ProviderClient):
        """The message of a refusal reaches the engine, with secrets taken out, as a failure that changed nothing."""
        with pytest.raises(grpc.RpcError) as caught:
            client.create(CUP, {"wish": "refused", "engraving": Secret("topsecret")})
        assert refusal(caught.value) == "cup: [secret] cannot be engraved"
        assert status_of(caught.value) is grpc.StatusCode.FAILED_PRECONDITION

    def test_defect_says_that_it_is_one(self, client: ProviderClient, capfd: pytest.CaptureFixture[str]):
        """A bug in a double is called one, and neither message nor traceback has a secret in it."""
        with pytest.raises(grpc.RpcError) as caught:
            client.create(CUP, {"wish": "defect", "engraving": Secret("topsecret")})
        assert "defect in the sandbox's tableware provider: KeyError" in refusal(caught.value)
        assert "topsecret" not in refusal(caught.value) + capfd.readouterr().err

    def test_failed_initialization_carries_the_resource(self, client: ProviderClient):
        """What exists but failed is handed to the engine whole, so that it gets into the state."""
        with pytest.raises(grpc.RpcError) as caught:
            client.create(CUP, {"wish": "cracked", "engraving": Secret("topsecret")})
        detail = half_made(caught.value)
        secrets: set[tuple[str | int, ...]] = set()
        assert (detail.id, list(detail.reasons)) == ("cup-1", ["it has a crack"])
        assert deserialize(detail.properties, secrets)["engraving"] == "topsecret"
        assert secrets == {("engraving",)}


def test_read_of_what_is_gone(client: ProviderClient):
    """An empty id tells the engine that the resource is gone."""
    assert client.read(CUP, "broken") == ("", {}, {})
    assert client.read(CUP, "cup-1", {"size": 3}, {"size": 3, "weight": 1})[0] == "cup-1"


def test_update_returns_outputs(client: ProviderClient):
    """The new outputs reach the engine."""
    assert client.update(CUP, "cup-1", {"size": 3}, {"size": 4}, outputs={"size": 3, "weight": 1}) == {
        "size": 4,
        "weight": 1,
    }


def test_delete_refused(client: ProviderClient):
    """A refused deletion is an error."""
    with pytest.raises(grpc.RpcError, match="drink it up"):
        client.delete(CUP, "cup-1", {}, {"full": True})


def test_unknown_type_and_function(client: ProviderClient):
    """What the double does not have is refused, naming the way to the official provider."""
    for call in (lambda: client.check("tableware:index:Fork", {}), lambda: client.invoke("tableware:index:wash", {})):
        with pytest.raises(grpc.RpcError, match="--providers official"):
            call()
