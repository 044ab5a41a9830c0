"""One resource of a state as one line of a flat program: the SDK's class, its inputs, its options."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi_aws as _aws
import pulumi_kubernetes as _kubernetes
import pulumi_random as _random
from pulumi.runtime import rpc

from tests.bench.flat_references import snake_case

PACKAGES = {"aws": _aws, "kubernetes": _kubernetes, "random": _random}
PROVIDER = "pulumi:providers:"
SECRET_KEY = "4dabf18193072939515e22adb298388d"  # pragma: allowlist secret
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # pragma: allowlist secret
_CUSTOM = "kubernetes.apiextensions.CustomResource"
_OF_ANY_KIND = {"metadata": "metadata", "spec": "spec"}
PLAIN_OPTIONS = {"protect": "protect", "retainOnDelete": "retain_on_delete", "ignoreChanges": "ignore_changes"}

Expression = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class SdkClass:
    """The class of the SDK that a type token stands for."""

    path: str
    """As a program writes it: `aws.ec2.Vpc`."""

    inputs: Mapping[str, str]
    """From the names on the wire to those of the constructor's arguments."""

    outputs: Mapping[str, str]

    always: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a class of many kinds has to be told; the others know it themselves."""


def sdk_class(token: str) -> SdkClass:
    """Return the class of a type token such as `aws:ec2/vpc:Vpc`."""
    package, module, name = token.split(":")
    if token.startswith(PROVIDER):
        return _sdk_class(name, f"pulumi_{name}", "Provider")
    modules = cast("dict[str, list[Any]]", vars(rpc)["_RESOURCE_MODULES"]).get(f"{package}:{module}", [])
    for known in modules:
        if class_name := known.mod_info["classes"].get(token):
            return _sdk_class(package, known.mod_info["fqn"], class_name)
    if package == "kubernetes":
        told = {"api_version": module, "kind": name}
        # Nothing is known of its outputs, so none can be referred to by a name.
        return SdkClass(path=_CUSTOM, inputs=_OF_ANY_KIND, outputs={}, always=told)
    raise ValueError(f"{token}: no class of the installed SDKs has this type; the flat program cannot be written")


def _sdk_class(package: str, module_name: str, name: str) -> SdkClass:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        owner = getattr(importlib.import_module(module_name), name)
    defined_in = importlib.import_module(owner.__module__)
    arguments = getattr(defined_in, f"{name}InitArgs", None) or getattr(defined_in, f"{name}Args")
    inside = module_name.removeprefix(f"pulumi_{package}")
    return SdkClass(
        path=f"{package}{inside}.{name}", inputs=_names(arguments), outputs={**_names(arguments), **_names(owner)}
    )


def _names(owner: type) -> dict[str, str]:
    properties = {name: value for name, value in vars(owner).items() if isinstance(value, property)}
    return {getattr(value.fget, "_pulumi_name", name): name for name, value in properties.items()}


def arguments_of(resource: Mapping[str, Any], known: SdkClass, expression: Expression) -> dict[str, str]:
    """Return the constructor's arguments: what the program gave, without what provider and engine added."""
    given = resource.get("propertyDependencies", {})
    inputs: dict[str, Any] = {
        key: value
        for key, value in resource.get("inputs", {}).items()
        if key in given and key in known.inputs and key not in {"apiVersion", "kind"}
    }
    if resource["type"].startswith(PROVIDER):
        # What is no text travels to a provider's configuration as JSON.
        inputs = {key: _decoded(value) for key, value in inputs.items()}
    told = {name: repr(value) for name, value in known.always.items()}
    return {**told, **{known.inputs[key]: literal(value, expression) for key, value in inputs.items()}}


def _decoded(value: Any) -> Any:
    if value in {"true", "false"} or (isinstance(value, str) and value.startswith(('{"tags"', "["))):
        return json.loads(value)
    return value


def literal(value: Any, expression: Expression) -> str:
    """Return Python source for a value, with references where its texts hold another resource's outputs."""
    if isinstance(value, str):
        return expression(value)
    if isinstance(value, list):
        return f"[{', '.join(literal(element, expression) for element in cast('list[Any]', value))}]"
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        if entries.get(SECRET_KEY) == SECRET:
            return f"pulumi.Output.secret({literal(json.loads(entries['plaintext']), expression)})"
        pairs = [f"{key!r}: {literal(element, expression)}" for key, element in entries.items()]
        return "{" + ", ".join(pairs) + "}"
    return repr(value)


def options_of(resource: Mapping[str, Any], variables: Mapping[str, str], referred: set[str]) -> dict[str, str]:
    """Return the resource's options; `referred` holds what its inputs refer to and so depend on anyway."""
    options: dict[str, str] = {}
    provider = resource.get("provider", "").rpartition("::")[0]
    if provider in variables:
        options["provider"] = variables[provider]
    dependencies = [variables[urn] for urn in resource.get("dependencies", []) if urn in variables]
    if remaining := [variable for variable in dependencies if variable not in referred]:
        options["depends_on"] = f"[{', '.join(remaining)}]"
    for key, name in PLAIN_OPTIONS.items():
        if resource.get(key):
            options[name] = repr(resource[key])
    if resource.get("deletedWith") in variables:
        options["deleted_with"] = variables[resource["deletedWith"]]
    if timeouts := resource.get("customTimeouts"):
        seconds = ", ".join(f"{snake_case(key)}='{value:g}s'" for key, value in timeouts.items() if value)
        options["custom_timeouts"] = f"pulumi.CustomTimeouts({seconds})"
    return options
