"""The conditions of IAM's policy language: operators, their quantifiers, and what a missing key means."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Protocol, cast

_NEGATED = "Not"
_IF_EXISTS = "IfExists"
_ANY, _ALL = "ForAnyValue:", "ForAllValues:"
_ARN_PARTS = 6
# Two characters that no name has, for the wildcards of what a pattern is filled with.
_TAKEN = {"\1": "*", "\2": "?"}
_LITERAL = {ord(plain): taken for taken, plain in _TAKEN.items()}


class Known(Protocol):
    """What is known of a request, by condition key: a mapping, or whatever finds a value when it is asked."""

    def get(self, key: str, /) -> str | Sequence[str] | None:
        """The value or the values, or nothing where the request has no such key."""
        ...


def holds(operator: str, key: str, values: list[str], context: Known) -> bool:
    """Whether what the request has under `key` compares to the values as the operator says."""
    found = context.get(key)
    if operator == "Null":
        return [str(value).lower() for value in values] == ["true" if found is None else "false"]
    several, operator = _quantifier(operator)
    bare = operator.removesuffix(_IF_EXISTS)
    compares = _comparison(bare)
    if found is None:
        # A missing key is equal to nothing, and so is unequal to everything.
        return operator.endswith(_IF_EXISTS) or several == _ALL or (_NEGATED in bare and several != _ANY)
    results = [compares(value, values) for value in listed(found)]
    return any(results) if several == _ANY else all(results)


@lru_cache(maxsize=1 << 18)
def matches(value: str, pattern: str) -> bool:
    """Whether a value is what a pattern of IAM describes: `*` is anything, `?` one character."""
    return _compiled(pattern).fullmatch(value) is not None


def listed(value: object) -> list[Any]:
    """What a policy gives alone or in a list, as a list."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]


@lru_cache(maxsize=1 << 16)
def _compiled(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile("".join(rf"\{_TAKEN[each]}" if each in _TAKEN else each for each in escaped), re.DOTALL)


def literal(text: str) -> str:
    """A text for a pattern in which its wildcards stand for themselves."""
    return text.translate(_LITERAL)


def _quantifier(operator: str) -> tuple[str, str]:
    for several in (_ANY, _ALL):
        if operator.startswith(several):
            return several, operator.removeprefix(several)
    return "", operator


def _comparison(operator: str) -> Callable[[str, list[str]], bool]:
    if operator in _COMPARISONS:
        return _COMPARISONS[operator]
    bare = operator.replace(_NEGATED, "", 1)
    if bare == operator or bare not in _COMPARISONS:
        raise NotImplementedError(f"the double of IAM does not know the condition operator {operator}: teach it")
    return lambda value, values: not _COMPARISONS[bare](value, values)


def _equals(value: str, values: list[str]) -> bool:
    return literal(value) in map(literal, values)


def _equals_ignoring_case(value: str, values: list[str]) -> bool:
    return _equals(value.lower(), [each.lower() for each in values])


def _like(value: str, values: list[str]) -> bool:
    return any(matches(value, pattern) for pattern in values)


def _arn_like(value: str, values: list[str]) -> bool:
    """Each of the six parts of an ARN is compared on its own: no wildcard reaches across a colon before the last."""
    asked = value.split(":", _ARN_PARTS - 1)
    return any(
        len(parts) == len(asked) and all(map(matches, asked, parts))
        for parts in (pattern.split(":", _ARN_PARTS - 1) for pattern in values)
    )


def _bool(value: str, values: list[str]) -> bool:
    return str(value).lower() in (str(each).lower() for each in values)


def _in_network(value: str, values: list[str]) -> bool:
    return any(ip_address(value) in ip_network(each, strict=False) for each in values)


def _numeric(compares: Callable[[float, float], bool]) -> Callable[[str, list[str]], bool]:
    return lambda value, values: any(compares(float(value), float(limit)) for limit in values)


def _date(compares: Callable[[float, float], bool]) -> Callable[[str, list[str]], bool]:
    return lambda value, values: any(compares(_seconds(value), _seconds(limit)) for limit in values)


def _seconds(moment: str) -> float:
    if moment.isdigit():
        return float(moment)
    read = datetime.fromisoformat(moment)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _equal(one: float, other: float) -> bool:
    return one == other


def _less(one: float, other: float) -> bool:
    return one < other


def _at_most(one: float, other: float) -> bool:
    return one <= other


def _greater(one: float, other: float) -> bool:
    return one > other


def _at_least(one: float, other: float) -> bool:
    return one >= other


_COMPARISONS: dict[str, Callable[[str, list[str]], bool]] = {
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": _bool,
    "DateEquals": _date(_equal),
    "DateGreaterThan": _date(_greater),
    "DateGreaterThanEquals": _date(_at_least),
    "DateLessThan": _date(_less),
    "DateLessThanEquals": _date(_at_most),
    "IpAddress": _in_network,
    "NumericEquals": _numeric(_equal),
    "NumericGreaterThan": _numeric(_greater),
    "NumericGreaterThanEquals": _numeric(_at_least),
    "NumericLessThan": _numeric(_less),
    "NumericLessThanEquals": _numeric(_at_most),
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_ignoring_case,
    "StringLike": _like,
}
"""By operator; the negated ones (`StringNotLike`, `NotIpAddress`) are these turned round."""
