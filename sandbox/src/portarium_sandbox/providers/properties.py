"""Resource properties: from the wire to plain Python values and back.

A double works on plain values: ``dict``, ``list``, ``str``, ``bool``, numbers, ``None``, `UNKNOWN` and `Asset`.
Secrets are unwrapped on the way in and their places remembered, so that the same places are secret on the way out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard, cast

from google.protobuf import struct_pb2

SIGNATURE_KEY: Final = "4dabf18193072939515e22adb298388d"  # pragma: allowlist secret
"""The key that marks a map on the wire as something else than a map; its value says what."""

SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # pragma: allowlist secret  (marks secrets, is none)
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"  # pragma: allowlist secret
ASSET_SIGNATURE: Final = "c44067f5952c0a294b673a41bacd8c17"  # pragma: allowlist secret
ARCHIVE_SIGNATURE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"  # pragma: allowlist secret
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"  # pragma: allowlist secret

_UNKNOWN_ON_THE_WIRE: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_ALL_UNKNOWNS_ON_THE_WIRE: Final = frozenset(
    {
        _UNKNOWN_ON_THE_WIRE,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)

Path = tuple[str | int, ...]
"""Where a value is inside its resource: ``("spec", "containers", 0, "image")``."""

Properties = dict[str, Any]


class Unknown:
    """A value that is only known once the update runs."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Secret:
    """Marks a value that a double itself declares secret, beyond those that came in as secrets."""

    value: Any = field(repr=False)


@dataclass(frozen=True)
class Asset:
    """A file or an archive, kept as the engine sent it; ``text``, ``path`` or ``uri`` says where its content is."""

    fields: Mapping[str, Any]

    @property
    def is_archive(self) -> bool:
        """Whether it is a tree of files rather than one."""
        return self.fields[SIGNATURE_KEY] == ARCHIVE_SIGNATURE

    @property
    def text(self) -> str | None:
        """The content itself, when the program gave it as text."""
        return self.fields.get("text")

    @property
    def path(self) -> str | None:
        """The file or folder with the content, on this machine."""
        return self.fields.get("path")

    @property
    def uri(self) -> str | None:
        """The address of the content."""
        return self.fields.get("uri")

    @property
    def hash(self) -> str | None:
        """The engine's hash of the content."""
        return self.fields.get("hash")


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a map of properties."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a list of properties."""
    return isinstance(value, list)


def deserialize(struct: struct_pb2.Struct, secrets: set[Path]) -> Properties:
    """The plain values of a message; the places of its secrets are added to ``secrets``."""
    return {key: _from_wire(value, (key,), secrets) for key, value in struct.fields.items()}


def serialize(properties: Mapping[str, Any], secrets: Collection[Path] = frozenset()) -> struct_pb2.Struct:
    """The message of plain values, with the values at the given places wrapped as secrets."""
    struct = struct_pb2.Struct()
    _fill_struct(struct, properties, (), secrets)
    return struct


def contains_unknown(value: Any) -> bool:
    """Whether a value is unknown, or has an unknown anywhere inside."""
    if value is UNKNOWN:
        return True
    if is_object(value):
        return any(contains_unknown(item) for item in value.values())
    if is_array(value):
        return any(contains_unknown(item) for item in value)
    return isinstance(value, Secret) and contains_unknown(value.value)


def texts_at(properties: Any, places: Iterable[Path]) -> set[str]:
    """Every text at or below the given places: what must not be shown in a message."""
    found: set[str] = set()
    for place in places:
        value = properties
        for step in place:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
                break
        _collect_texts(value, found)
    return found


def _collect_texts(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    elif is_object(value):
        for item in value.values():
            _collect_texts(item, found)
    elif is_array(value):
        for item in value:
            _collect_texts(item, found)


def _from_wire(value: struct_pb2.Value, place: Path, secrets: set[Path]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _ALL_UNKNOWNS_ON_THE_WIRE else value.string_value
    if kind == "number_value":
        return int(value.number_value) if value.number_value.is_integer() else value.number_value
    if kind == "list_value":
        return [_from_wire(item, (*place, index), secrets) for index, item in enumerate(value.list_value.values)]
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE_KEY in fields:
            return _special_from_wire(fields, place, secrets)
        return {key: _from_wire(item, (*place, key), secrets) for key, item in fields.items()}
    return value.bool_value if kind == "bool_value" else None


def _special_from_wire(fields: Mapping[str, struct_pb2.Value], place: Path, secrets: set[Path]) -> Any:
    signature = fields[SIGNATURE_KEY].string_value
    if signature == SECRET_SIGNATURE:
        secrets.add(place)
        return _from_wire(fields["value"], place, secrets)
    if signature == OUTPUT_SIGNATURE:
        if "secret" in fields and fields["secret"].bool_value:
            secrets.add(place)
        return _from_wire(fields["value"], place, secrets) if "value" in fields else UNKNOWN
    if signature in (ASSET_SIGNATURE, ARCHIVE_SIGNATURE):
        return Asset({key: _from_wire(item, (*place, key), secrets) for key, item in fields.items()})
    if signature == RESOURCE_SIGNATURE:
        reference = fields["id"] if "id" in fields else fields["urn"]
        return _from_wire(reference, place, secrets)
    raise ValueError(f"{'.'.join(map(str, place))}: the engine sent a value of unknown kind {signature}")


def _fill_struct(
    struct: struct_pb2.Struct, properties: Mapping[str, Any], place: Path, secrets: Collection[Path]
) -> None:
    fields = struct.fields
    for key, value in properties.items():
        _fill_value(fields[key], value, (*place, key), secrets)


def _fill_value(message: struct_pb2.Value, value: Any, place: Path, secrets: Collection[Path]) -> None:
    if isinstance(value, Secret) or (secrets and place in secrets):
        wrapped = message.struct_value.fields
        wrapped[SIGNATURE_KEY].string_value = SECRET_SIGNATURE
        # What is inside a secret is secret already: its own places need no second wrapping.
        _fill_value(wrapped["value"], value.value if isinstance(value, Secret) else value, place, frozenset())
    elif value is None:
        message.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        message.string_value = _UNKNOWN_ON_THE_WIRE
    elif isinstance(value, str):
        message.string_value = value
    elif isinstance(value, bool):
        message.bool_value = value
    elif isinstance(value, (int, float)):
        message.number_value = value
    elif is_object(value):
        message.struct_value.SetInParent()
        _fill_struct(message.struct_value, value, place, secrets)
    elif isinstance(value, (list, tuple)):
        items = cast(Sequence[Any], value)
        message.list_value.SetInParent()
        values = message.list_value.values
        for index, item in enumerate(items):
            _fill_value(values.add(), item, (*place, index), secrets)
    elif isinstance(value, Asset):
        _fill_struct(message.struct_value, value.fields, place, frozenset())
    else:
        raise TypeError(f"{'.'.join(map(str, place))}: {type(value).__name__} is not a property value")
