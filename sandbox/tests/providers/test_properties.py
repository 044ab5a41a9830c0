"""Properties on the wire."""

from typing import Any

import pytest
from google.protobuf import struct_pb2

from portarium_sandbox.providers.properties import (
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    OUTPUT_SIGNATURE,
    RESOURCE_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE_KEY,
    UNKNOWN,
    Asset,
    Path,
    Secret,
    contains_unknown,
    deserialize,
    serialize,
    texts_at,
)


def struct(value: dict[str, Any]) -> struct_pb2.Struct:
    """A message with the given raw content."""
    message = struct_pb2.Struct()
    message.update(value)
    return message


PLAIN_VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    3,
    2.5,
    -1,
    "",
    "text",
    [],
    {},
    [1, [None, {"a": []}]],
    {"a": {"b": {}}},
    UNKNOWN,
]


@pytest.mark.parametrize("value", PLAIN_VALUES)
def test_round_trip(value: Any):
    """Plain values come back as they went, of the same Python type."""
    back = deserialize(serialize({"key": value}), set())["key"]
    assert back == value
    assert type(back) is type(value)


def test_secrets_come_back_at_their_places():
    """A secret is unwrapped on the way in, and wrapped again at the same place on the way out."""
    secrets: set[Path] = set()
    wire = serialize({"a": [{"b": Secret({"c": "hidden"})}], "d": "plain"})
    assert deserialize(wire, secrets) == {"a": [{"b": {"c": "hidden"}}], "d": "plain"}
    assert secrets == {("a", 0, "b")}
    assert serialize({"a": [{"b": {"c": "hidden"}}], "d": "plain"}, secrets) == wire


def test_secret_is_not_shown():
    """Printing a secret by accident shows nothing of it."""
    assert "hidden" not in repr(Secret("hidden"))


def test_secret_unknown():
    """A secret that is not known yet stays both."""
    secrets: set[Path] = set()
    assert deserialize(serialize({"a": Secret(UNKNOWN)}), secrets) == {"a": UNKNOWN}
    assert secrets == {("a",)}


@pytest.mark.parametrize("signature", [ASSET_SIGNATURE, ARCHIVE_SIGNATURE])
def test_assets_round_trip(signature: str):
    """An asset is kept as it came, and says what it holds."""
    wire = struct({"a": {SIGNATURE_KEY: signature, "hash": "1f", "text": "content"}})
    asset = deserialize(wire, set())["a"]
    assert isinstance(asset, Asset)
    assert (asset.text, asset.hash, asset.is_archive) == ("content", "1f", signature == ARCHIVE_SIGNATURE)
    assert serialize({"a": asset}) == wire


def test_output_values():
    """An output is its value; one without a value is unknown, one that is secret is secret."""
    secrets: set[Path] = set()
    wire = struct(
        {
            "known": {SIGNATURE_KEY: OUTPUT_SIGNATURE, "value": 1, "secret": True, "dependencies": []},
            "pending": {SIGNATURE_KEY: OUTPUT_SIGNATURE},
        }
    )
    assert deserialize(wire, secrets) == {"known": 1, "pending": UNKNOWN}
    assert secrets == {("known",)}


def test_resource_references_are_ids():
    """A reference to a resource is its id, or its URN when it is no custom resource."""
    wire = struct(
        {
            "custom": {SIGNATURE_KEY: RESOURCE_SIGNATURE, "urn": "urn:1", "id": "bucket"},
            "component": {SIGNATURE_KEY: RESOURCE_SIGNATURE, "urn": "urn:2"},
        }
    )
    assert deserialize(wire, set()) == {"custom": "bucket", "component": "urn:2"}


def test_unknown_signature_is_an_error():
    """A kind of value that we don't know is never taken for a plain map."""
    with pytest.raises(ValueError, match=r"a\.b: .*deadbeef"):
        deserialize(struct({"a": {"b": {SIGNATURE_KEY: "deadbeef"}}}), set())


def test_foreign_values_are_an_error():
    """What is no property value is refused at its place."""
    with pytest.raises(TypeError, match=r"a\.0: object"):
        serialize({"a": [object()]})


def test_contains_unknown():
    """An unknown is found at any depth, in secrets too."""
    assert contains_unknown({"a": [1, {"b": UNKNOWN}]})
    assert contains_unknown(Secret([UNKNOWN]))
    assert not contains_unknown({"a": [1, {"b": "known"}]})


def test_texts_at():
    """Every text at or below the places is found, and places that don't exist are passed over."""
    properties = {"a": {"b": ["one", {"c": "two"}]}, "d": "three"}
    assert texts_at(properties, {("a", "b"), ("x", 0), ("d", "e")}) == {"one", "two"}


def test_signature_of_secrets_is_pulumis():
    """The constants are those of the SDK; a change there would silently leak secrets."""
    from pulumi.runtime import rpc  # noqa: PLC0415  (heavy, and only this test needs it)

    sdk = vars(rpc)
    assert sdk["_special_sig_key"] == SIGNATURE_KEY
    assert sdk["_special_secret_sig"] == SECRET_SIGNATURE
    assert sdk["_special_asset_sig"] == ASSET_SIGNATURE
    assert sdk["_special_archive_sig"] == ARCHIVE_SIGNATURE
    assert sdk["_special_resource_sig"] == RESOURCE_SIGNATURE
    assert sdk["_special_output_value_sig"] == OUTPUT_SIGNATURE
    assert deserialize(struct({"a": rpc.UNKNOWN}), set()) == {"a": UNKNOWN}
