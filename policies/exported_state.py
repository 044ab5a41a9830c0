"""The resources of an exported state, as rules read them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policies.resource import Resource


def resources_of(export: Mapping[str, Any]) -> Iterator[Resource]:
    """Yield the resources of what `pulumi stack export` gives, those that wait for their deletion left out."""
    deployment: Mapping[str, Any] = export.get("deployment") or {}
    for entry in deployment.get("resources") or ():
        if entry.get("delete"):
            continue
        yield Resource(
            urn=entry["urn"],
            type=entry["type"],
            properties=unknown_checking_proxy(_without_secrets(entry.get("inputs") or {})),
            protected=bool(entry.get("protect")),
            references=_references(entry.get("propertyDependencies") or {}),
        )


def _references(by_property: Mapping[str, Sequence[str] | None]) -> dict[str, frozenset[str]]:
    return {name: frozenset(urns or ()) for name, urns in by_property.items()}


def _without_secrets(value: Any) -> Any:
    """Turn secrets, which are encrypted here, into values that are not known."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if fields.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG:
            return UNKNOWN_STRING_VALUE
        return {name: _without_secrets(inner) for name, inner in fields.items()}
    if isinstance(value, list):
        return [_without_secrets(inner) for inner in cast("list[Any]", value)]
    return value
