"""The double of pulumi-random, held against pulumi-random's own SDK."""

import base64
import importlib
import string
import uuid
from typing import Any

import grpc
import pytest

from portarium_sandbox.providers.properties import UNKNOWN, Properties
from portarium_sandbox.providers.random.provider import HANDLERS, RandomProvider
from tests.providers.provider_client import ProviderClient, connected, refusal, replaced

SMALLEST: dict[str, Properties] = {
    "Bytes": {"length": 4},
    "Id": {"byteLength": 4},
    "Integer": {"min": 1, "max": 6},
    "Password": {"length": 12},
    "Pet": {},
    "Shuffle": {"inputs": ["a", "b", "c"]},
    "String": {"length": 12},
    "Uuid": {},
    "Uuid4": {},
    "Uuid7": {},
}
"""The smallest inputs each type accepts."""

NOT_IN_THE_DOUBLE = {("Password", "bcryptHash")}


def token(name: str) -> str:
    """The type token of a random resource."""
    return f"random:index/random{name}:Random{name}"


@pytest.fixture(scope="module")
def client():
    """The engine's side of the double."""
    with connected(RandomProvider()) as client:
        yield client


def sdk_properties(class_name: str) -> set[str]:
    """The property names of a class of the SDK, as they are on the wire."""
    sdk: Any = importlib.import_module("pulumi_random")
    members: list[Any] = list(getattr(sdk, class_name).__dict__.values())
    getters: list[Any] = [member.fget for member in members if isinstance(member, property)]
    return {getattr(getter, "_pulumi_name", getter.__name__) for getter in getters}


def test_has_every_type_of_the_sdk():
    """A type that a new release of pulumi-random brings is noticed here."""
    sdk: Any = importlib.import_module("pulumi_random")
    names: list[str] = list(sdk.__dict__)
    classes = [name for name in names if name.startswith("Random") and not name.endswith("Args")]
    assert {token(name.removeprefix("Random")) for name in classes} == set(HANDLERS)


@pytest.mark.parametrize("name", SMALLEST)
class TestEveryType:
    """What holds for each resource type."""

    def test_inputs_are_those_of_the_sdk(self, client: ProviderClient, name: str):
        """No input is missing and none is invented."""
        assert set(HANDLERS[token(name)].kind.arguments) == sdk_properties(f"Random{name}Args")

    def test_outputs_are_those_of_the_sdk(self, client: ProviderClient, name: str):
        """No output is invented, and those the double can't give are listed."""
        kind = HANDLERS[token(name)].kind
        missing = sdk_properties(f"Random{name}") - set(kind.outputs) - set(kind.arguments)
        assert {(name, output) for output in missing} <= NOT_IN_THE_DOUBLE
        assert set(kind.outputs) <= sdk_properties(f"Random{name}")

    def test_create_gives_the_outputs_it_promises(self, client: ProviderClient, name: str):
        """What is unknown in the preview is there after the update, and nothing else is."""
        checked, failures = client.check(token(name), SMALLEST[name])
        assert failures == {}
        _, planned = client.create(token(name), checked, preview=True)
        identifier, outputs = client.create(token(name), checked)
        unknown = {key for key, value in planned.items() if value is UNKNOWN}
        assert identifier
        assert unknown == set(HANDLERS[token(name)].kind.outputs)
        assert outputs.keys() == planned.keys()

    def test_read_keeps_the_value(self, client: ProviderClient, name: str):
        """A refresh changes nothing."""
        identifier, outputs = client.create(token(name), SMALLEST[name])
        assert client.read(token(name), identifier, SMALLEST[name], outputs) == (identifier, SMALLEST[name], outputs)

    def test_new_keepers_replace(self, client: ProviderClient, name: str):
        """A changed keeper asks for a new value; the same inputs don't."""
        old = {**SMALLEST[name], "keepers": {"key": "1"}}
        new = {**SMALLEST[name], "keepers": {"key": "2"}}
        assert replaced(client.diff(token(name), old, new)) == {"keepers.key"}
        assert not replaced(client.diff(token(name), old, old))

    def test_refuses_unknown_and_mistyped_inputs(self, client: ProviderClient, name: str):
        """An input the SDK doesn't have, and a keeper that is no map, are named."""
        _, failures = client.check(token(name), {**SMALLEST[name], "colour": "red", "keepers": "text"})
        assert set(failures) == {"colour", "keepers"}

    def test_delete(self, client: ProviderClient, name: str):
        """There is nothing to delete, and that is no error."""
        client.delete(token(name), "any", SMALLEST[name], {})


@pytest.mark.parametrize(
    ("name", "inputs", "refused"),
    [
        ("String", {"length": 3, "minLower": 2, "minUpper": 2}, "length"),
        ("String", {"length": 0}, "length"),
        ("String", {"length": 3, "lower": False, "upper": False, "numeric": False, "special": False}, "length"),
        ("Id", {"byteLength": 0}, "byteLength"),
        ("Id", {}, "byteLength"),
        ("Integer", {"min": 3, "max": 1}, "min"),
        ("Integer", {"min": True, "max": 1}, "min"),
        ("Pet", {"length": 0}, "length"),
        ("Shuffle", {"inputs": ["a"], "resultCount": -1}, "resultCount"),
    ],
)
def test_refused_input(client: ProviderClient, name: str, inputs: Properties, refused: str):
    """Inputs that make no sense are refused at the property that has to change."""
    assert set(client.check(token(name), inputs)[1]) == {refused}


def test_string_honours_its_classes(client: ProviderClient):
    """Minimums are met and classes that are off do not occur."""
    inputs = {"length": 20, "minNumeric": 5, "minSpecial": 3, "overrideSpecial": "/", "lower": False}
    _, outputs = client.create(token("String"), inputs)
    result = outputs["result"]
    assert len(result) == 20
    assert sum(character in string.digits for character in result) >= 5
    assert sum(character == "/" for character in result) >= 3
    assert set(result) <= set(string.digits + string.ascii_uppercase + "/")


def test_password_is_secret_and_not_its_id(client: ProviderClient):
    """A password is nowhere but in its secret output."""
    identifier, outputs = client.create(token("Password"), {"length": 16})
    assert client.secrets == {("result",)}
    assert identifier == "none"
    assert len(outputs["result"]) == 16


def test_bytes_are_secret_and_agree(client: ProviderClient):
    """Both encodings are of the same bytes, and both are secret."""
    _, outputs = client.create(token("Bytes"), {"length": 8})
    assert base64.b64decode(outputs["base64"]).hex() == outputs["hex"]
    assert client.secrets == {("base64",), ("hex",)}


def test_identifier_encodings_agree(client: ProviderClient):
    """All encodings are of the same bytes and carry the prefix, which the id does not."""
    identifier, outputs = client.create(token("Id"), {"byteLength": 4, "prefix": "p-"})
    content = base64.urlsafe_b64decode(identifier + "==")
    assert outputs["hex"] == "p-" + content.hex()
    assert outputs["dec"] == "p-" + str(int.from_bytes(content))
    assert outputs["b64Url"] == "p-" + identifier


def test_seed_repeats(client: ProviderClient):
    """The same seed gives the same number and the same order."""
    for name, inputs in {"Integer": {"min": 0, "max": 10**9}, "Shuffle": {"inputs": list("abcdefgh")}}.items():
        seeded = {**inputs, "seed": "seed"}
        assert client.create(token(name), seeded)[1] == client.create(token(name), seeded)[1]


def test_shuffle_repeats_its_inputs_for_more_results(client: ProviderClient):
    """More results than inputs: each round has every input once."""
    _, outputs = client.create(token("Shuffle"), {"inputs": ["a", "b"], "resultCount": 5})
    assert len(outputs["results"]) == 5
    assert set(outputs["results"][:2]) == set(outputs["results"][2:4]) == {"a", "b"}


@pytest.mark.parametrize(("name", "version"), [("Uuid", 4), ("Uuid4", 4), ("Uuid7", 7)])
def test_uuid_versions(client: ProviderClient, name: str, version: int):
    """Each type makes UUIDs of its version."""
    _, outputs = client.create(token(name), {})
    assert uuid.UUID(outputs["result"]).version == version


def test_pet_has_length_words(client: ProviderClient):
    """The name has the words asked for, after the prefix."""
    identifier, _ = client.create(token("Pet"), {"length": 3, "prefix": "my", "separator": "."})
    assert len(identifier.split(".")) == 4
    assert identifier.startswith("my.")


class TestImport:
    """Reading by id alone."""

    def test_identifier(self, client: ProviderClient):
        """An imported id has its prefix and all encodings."""
        identifier, inputs, outputs = client.read(token("Id"), "p-,AQID")
        assert (identifier, inputs) == ("AQID", {"byteLength": 3, "prefix": "p-"})
        assert outputs["hex"] == "p-010203"

    def test_malformed_identifier(self, client: ProviderClient):
        """What is no base64 is refused with the form that is."""
        with pytest.raises(grpc.RpcError, match="URL-safe base64"):
            client.read(token("Id"), "!")

    def test_password(self, client: ProviderClient):
        """An imported password is secret and not its id."""
        identifier, _, outputs = client.read(token("Password"), "hunter22")
        assert (identifier, outputs["result"]) == ("none", "hunter22")
        assert ("result",) in client.secrets

    def test_what_cannot_be_imported_says_so(self, client: ProviderClient):
        """A pet's words can't be told from its name."""
        with pytest.raises(grpc.RpcError) as caught:
            client.read(token("Pet"), "brave-otter")
        assert "cannot be imported" in refusal(caught.value)
