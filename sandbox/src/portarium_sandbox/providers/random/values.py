"""The random resources that are not text of a given length: identifiers, numbers, names, orders, bytes."""

import base64
import random
import secrets
import time
import uuid
from typing import Final

from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.properties import Properties
from portarium_sandbox.providers.random.resource import KEEPERS, Argument, Generated, RandomKind

_ADVERBS: Final = [
    "boldly",
    "calmly",
    "deeply",
    "eagerly",
    "fairly",
    "gently",
    "happily",
    "jointly",
    "kindly",
    "lightly",
    "neatly",
    "openly",
]
_ADJECTIVES: Final = [
    "able",
    "brave",
    "calm",
    "clever",
    "daring",
    "fresh",
    "happy",
    "honest",
    "lively",
    "mellow",
    "noble",
    "polite",
    "quick",
    "steady",
]
_ANIMALS: Final = [
    "badger",
    "bison",
    "crane",
    "dolphin",
    "falcon",
    "gecko",
    "heron",
    "ibex",
    "lemur",
    "marmot",
    "otter",
    "puffin",
    "tapir",
    "wombat",
]
_UUID7_UNIX_MILLISECONDS_SHIFT: Final = 80


def _at_least(name: str, least: int, inputs: Properties) -> list[tuple[str, str]]:
    value = inputs.get(name)
    return [(name, f"must be at least {least}, not {value}")] if value is not None and value < least else []


def _identifier(content: bytes, prefix: str) -> Generated:
    url_safe = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    outputs = {
        "b64Url": prefix + url_safe,
        "b64Std": prefix + base64.b64encode(content).decode(),
        "hex": prefix + content.hex(),
        "dec": prefix + str(int.from_bytes(content)),
    }
    return Generated(identifier=url_safe, outputs=outputs)


def _restore_identifier(identifier: str) -> Generated:
    prefix, _, text = identifier.rpartition(",")
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ProviderError(f"{identifier}: a RandomId is imported as [prefix,]<URL-safe base64>") from error
    restored = _identifier(content, prefix)
    inputs: Properties = {"byteLength": len(content), **({"prefix": prefix} if prefix else {})}
    return Generated(identifier=restored.identifier, outputs={**restored.outputs, **inputs})


def _bytes(inputs: Properties) -> Generated:
    content = secrets.token_bytes(inputs["length"])
    outputs = {"base64": base64.b64encode(content).decode(), "hex": content.hex()}
    return Generated(identifier="none", outputs=outputs)


def _source(inputs: Properties) -> random.Random:
    # Seeded on request only; the official provider's sequence for a seed is Go's and differs from this one.
    return random.Random(inputs["seed"]) if inputs.get("seed") else secrets.SystemRandom()  # noqa: S311


def _integer(inputs: Properties) -> Generated:
    result = _source(inputs).randint(inputs["min"], inputs["max"])
    return Generated(identifier=str(result), outputs={"result": result})


def _integer_problems(inputs: Properties) -> list[tuple[str, str]]:
    if inputs["min"] > inputs["max"]:
        return [("min", f"must not be greater than max ({inputs['max']}), but is {inputs['min']}")]
    return []


def _pet(inputs: Properties) -> Generated:
    length = inputs["length"]
    words = [secrets.choice(_ADVERBS) for _ in range(length - 2)]
    words += [secrets.choice(_ADJECTIVES)] if length > 1 else []
    words.append(secrets.choice(_ANIMALS))
    if inputs.get("prefix"):
        words.insert(0, inputs["prefix"])
    return Generated(identifier=inputs["separator"].join(words), outputs={})


def _shuffle(inputs: Properties) -> Generated:
    source, values = _source(inputs), list(inputs["inputs"])
    count = inputs.get("resultCount", len(values))
    results: list[str] = []
    # More results than inputs: whole shuffled rounds follow each other, as in the official provider.
    while values and len(results) < count:
        source.shuffle(values)
        results += values
    return Generated(identifier="-", outputs={"results": results[:count]})


def _uuid(_inputs: Properties) -> Generated:
    return _restore_uuid(str(uuid.uuid4()))


def _uuid7(_inputs: Properties) -> Generated:
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << _UUID7_UNIX_MILLISECONDS_SHIFT | secrets.randbits(_UUID7_UNIX_MILLISECONDS_SHIFT)
    version = number & ~(0xF << 76) | 7 << 76
    variant = version & ~(0b11 << 62) | 0b10 << 62
    return _restore_uuid(str(uuid.UUID(int=variant)))


def _restore_uuid(identifier: str) -> Generated:
    return Generated(identifier=identifier, outputs={"result": identifier})


IDENTIFIER: Final = RandomKind(
    arguments={
        "byteLength": Argument(type=int, required=True),
        "keepers": KEEPERS,
        "prefix": Argument(type=str),
    },
    outputs=("b64Std", "b64Url", "dec", "hex"),
    generate=lambda inputs: _identifier(secrets.token_bytes(inputs["byteLength"]), inputs.get("prefix") or ""),
    problems=lambda inputs: _at_least("byteLength", 1, inputs),
    restore=_restore_identifier,
)
BYTES: Final = RandomKind(
    arguments={"length": Argument(type=int, required=True), "keepers": KEEPERS},
    outputs=("base64", "hex"),
    generate=_bytes,
    problems=lambda inputs: _at_least("length", 1, inputs),
    secret_outputs=frozenset({"base64", "hex"}),
)
INTEGER: Final = RandomKind(
    arguments={
        "min": Argument(type=int, required=True),
        "max": Argument(type=int, required=True),
        "keepers": KEEPERS,
        "seed": Argument(type=str),
    },
    outputs=("result",),
    generate=_integer,
    problems=_integer_problems,
)
PET: Final = RandomKind(
    arguments={
        "keepers": KEEPERS,
        "length": Argument(type=int, default=2),
        "prefix": Argument(type=str),
        "separator": Argument(type=str, default="-"),
    },
    outputs=(),
    generate=_pet,
    problems=lambda inputs: _at_least("length", 1, inputs),
)
SHUFFLE: Final = RandomKind(
    arguments={
        "inputs": Argument(type=list, required=True),
        "keepers": KEEPERS,
        "resultCount": Argument(type=int),
        "seed": Argument(type=str),
    },
    outputs=("results",),
    generate=_shuffle,
    problems=lambda inputs: _at_least("resultCount", 0, inputs),
)
UUID: Final = RandomKind(arguments={"keepers": KEEPERS}, outputs=("result",), generate=_uuid, restore=_restore_uuid)
UUID4: Final = UUID
UUID7: Final = RandomKind(arguments={"keepers": KEEPERS}, outputs=("result",), generate=_uuid7, restore=_restore_uuid)
