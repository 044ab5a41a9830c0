"""What a rule sees of a resource, the same in a preview, in an update and in an exported state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Properties = Mapping[str, Any]
"""Reading a value that a preview does not know yet raises; see `policies.rule`."""


def part(properties: Properties, name: str) -> Properties:
    """Return the object in a property; an empty one where there is none."""
    return properties.get(name) or {}


def items(properties: Properties, name: str) -> Sequence[Any]:
    """Return the list in a property; an empty one where there is none."""
    return properties.get(name) or ()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource."""

    urn: str
    """Its URN."""
    type: str
    """Its type token."""
    properties: Properties
    """What it is asked to be."""
    protected: bool = False
    """Whether Pulumi refuses to delete it."""
    references: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """By property, the URNs of the resources that its value comes from: known even where the value is not."""

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def stack(self) -> str:
        """The stack it belongs to."""
        return self.urn.removeprefix("urn:pulumi:").partition("::")[0]

    def is_part_of(self, component: str) -> bool:
        """Say whether a component of this type is among its parents."""
        return component in self.urn.split("::")[2].split("$")[:-1]


@dataclass(frozen=True)
class Stack:
    """All resources of one stack, for rules about how they relate."""

    resources: Sequence[Resource]

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Resource]]:
        found: defaultdict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            found[resource.type].append(resource)
        return found

    def of_type(self, *types: str) -> Iterable[Resource]:
        """Return the resources of some types."""
        return (resource for name in types for resource in self._by_type.get(name, ()))

    def referring(self, kind: str, name: str, target: Resource) -> Iterable[Resource]:
        """Return the resources of a type that take a property from another resource."""
        return (one for one in self.of_type(kind) if target.urn in one.references.get(name, ()))
