"""RandomString and RandomPassword: text of given length from chosen classes of characters."""

import secrets
import string
from dataclasses import replace
from typing import Final

from portarium_sandbox.providers.properties import Properties
from portarium_sandbox.providers.random.resource import KEEPERS, Argument, Generated, RandomKind

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_CLASSES: Final = {
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "numeric": string.digits,
    "special": _SPECIAL,
}
_ON = Argument(type=bool, default=True)
_NONE_REQUIRED = Argument(type=int, default=0)


def _minimum(inputs: Properties, name: str) -> int:
    return inputs[f"min{name.capitalize()}"]


def _alphabets(inputs: Properties) -> dict[str, str]:
    """The characters of each class that is switched on."""
    # ``number`` is the old name of ``numeric``; where both are given they must agree.
    switches = {**inputs, "numeric": inputs["numeric"] and inputs.get("number", True)}
    alphabets = {name: characters for name, characters in _CLASSES.items() if switches[name]}
    if "special" in alphabets and inputs.get("overrideSpecial"):
        alphabets["special"] = inputs["overrideSpecial"]
    return alphabets


def _problems(inputs: Properties) -> list[tuple[str, str]]:
    least = sum(_minimum(inputs, name) for name in _CLASSES)
    if inputs["length"] < 1:
        return [("length", f"must be at least 1, not {inputs['length']}")]
    if inputs["length"] < least:
        return [("length", f"must be at least {least}, the sum of minLower, minUpper, minNumeric and minSpecial")]
    if not _alphabets(inputs):
        return [("length", "at least one of lower, upper, numeric and special must be true")]
    return []


def _generate(inputs: Properties) -> Generated:
    alphabets = _alphabets(inputs)
    everything = "".join(alphabets.values())
    characters = [
        secrets.choice(alphabets.get(name, characters))
        for name, characters in _CLASSES.items()
        for _ in range(_minimum(inputs, name))
    ]
    characters += [secrets.choice(everything) for _ in range(inputs["length"] - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    result = "".join(characters)
    return Generated(identifier=result, outputs={"result": result})


def _generate_password(inputs: Properties) -> Generated:
    # The id is shown everywhere, so the official provider gives passwords this one.
    return replace(_generate(inputs), identifier="none")


def _restore(identifier: str) -> Generated:
    return Generated(identifier=identifier, outputs={"result": identifier, "length": len(identifier)})


def _restore_password(identifier: str) -> Generated:
    return replace(_restore(identifier), identifier="none")


STRING: Final = RandomKind(
    arguments={
        "length": Argument(type=int, required=True),
        "keepers": KEEPERS,
        "lower": _ON,
        "upper": _ON,
        "numeric": _ON,
        "number": Argument(type=bool),
        "special": _ON,
        "minLower": _NONE_REQUIRED,
        "minUpper": _NONE_REQUIRED,
        "minNumeric": _NONE_REQUIRED,
        "minSpecial": _NONE_REQUIRED,
        "overrideSpecial": Argument(type=str),
    },
    outputs=("result",),
    generate=_generate,
    problems=_problems,
    restore=_restore,
)

PASSWORD: Final = replace(
    STRING,
    generate=_generate_password,
    restore=_restore_password,
    secret_outputs=frozenset({"result"}),
)
