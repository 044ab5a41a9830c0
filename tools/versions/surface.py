"""What a component promises its callers and its states: arguments, outputs, and the types that it registers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import griffe

from tests.recording import Recording
from tools.site.staging import ROOT

_BASE = "Component"
_OURS = "portarium:"


@dataclass(frozen=True, kw_only=True)
class Surface:
    """The promises of one component."""

    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    """The fields of its module's dataclasses with their types, and ` = default` where they have one."""
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Its outputs with their types."""
    resources: tuple[str, ...] = ()
    """The types that it registers in any of our stacks."""


def surfaces(recordings: Iterable[Recording]) -> dict[str, Surface]:
    """Every component by its type token, as its source and these recordings have it."""
    registered = _registered(recordings)
    package = griffe.load("components", search_paths=[str(ROOT)], resolve_aliases=False)
    if not isinstance(package, griffe.Module):
        raise TypeError("components: not a package")
    found: dict[str, Surface] = {}
    for area in package.modules.values():
        for module in area.modules.values():
            classes = [member for member in module.members.values() if isinstance(member, griffe.Class)]
            for component in (each for each in classes if any(str(base) == _BASE for base in each.bases)):
                token = _token(component)
                found[token] = Surface(
                    arguments=_arguments(classes),
                    outputs=_outputs(component),
                    resources=tuple(sorted(registered.get(token, ()))),
                )
    return dict(sorted(found.items()))


def _registered(recordings: Iterable[Recording]) -> dict[str, set[str]]:
    """The types of the resources that each component registers itself, by its token."""
    found: dict[str, set[str]] = {}
    for recording in recordings:
        for resource in recording.resources:
            parent = resource.parent.split("::")[2].rpartition("$")[2] if resource.parent else ""
            if parent.startswith(_OURS):
                found.setdefault(parent, set()).add(resource.type)
    return found


def _token(component: griffe.Class) -> str:
    for line in component.members["__init__"].source.splitlines():
        if "super().__init__(" in line:
            return line.split('"')[1]
    raise ValueError(f"{component.path}: the constructor names no type token")


def _arguments(classes: Iterable[griffe.Class]) -> dict[str, str]:
    return {
        f"{each.name}.{name}": _written(attribute)
        for each in classes
        if "dataclass" in each.labels
        for name, attribute in sorted(each.attributes.items())
        if attribute.annotation is not None
    }


def _outputs(component: griffe.Class) -> dict[str, str]:
    return {
        name: " ".join(str(attribute.annotation).split())
        for name, attribute in sorted(component.attributes.items())
        if "Output[" in str(attribute.annotation)
    }


def _written(attribute: griffe.Attribute) -> str:
    default = "" if attribute.value is None else f" = {attribute.value}"
    return " ".join(f"{attribute.annotation}{default}".split())
