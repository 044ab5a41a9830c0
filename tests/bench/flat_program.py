"""Writes the flat program: every custom resource of a state as one line of Python, as anyone would write it.

It has no components, no settings and no tuning: constructors of the SDK with literal inputs, and references where an
input came from another resource, so that `up` brings it about from nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.flat_references import SHA_VARIABLE, Source, expression_of, image_sha_sources, sources_of
from tests.bench.flat_resource import PROVIDER, SdkClass, arguments_of, options_of, sdk_class

ENTRY = "cluster_entry"
"""The module of ours that lies beside the flat program: a new cluster refuses whoever comes at once."""

HEADER = f'''"""The resources of {{stack}}, one line each; written by `make bench` from the state of an `up`."""

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
import pulumi_random as random
from {ENTRY} import once_let_in

{SHA_VARIABLE} = pulumi.Config().require("imageSha")
'''
OWN_TYPES = "pulumi:"
POLICY_OF_ACCESS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
DEFAULT_PROVIDER = re.compile(r"::default(_\d+)*$")


def flat_source(stack: str, resources: Sequence[Mapping[str, Any]], image_sha: str) -> str:
    """Return the flat program of a state as `pulumi stack export --show-secrets` gives it."""
    program = _Program(image_sha)
    lines = [program.line(resource) for resource in resources if is_flat(resource)]
    return HEADER.format(stack=stack) + "\n" + "\n".join(lines) + "\n"


def is_flat(resource: Mapping[str, Any]) -> bool:
    """Say whether a resource of the state is one that the flat program registers itself."""
    token: str = resource["type"]
    if not resource.get("custom"):
        return False
    if token.startswith(PROVIDER):
        return not DEFAULT_PROVIDER.search(resource["urn"]) and token != f"{PROVIDER}pulumi"
    return not token.startswith(OWN_TYPES)


class _Program:
    """What has been written so far: whose outputs a later line may refer to."""

    def __init__(self, image_sha: str) -> None:
        self._image_sha = image_sha_sources(image_sha)
        self._variables: dict[str, str] = {}
        self._sources: dict[str, list[Source]] = {}

    def line(self, resource: Mapping[str, Any]) -> str:
        urn: str = resource["urn"]
        known = sdk_class(resource["type"])
        variable = self._variable(known, urn.rpartition("::")[2])
        arguments: dict[str, str] = {}
        given = resource.get("propertyDependencies", {})
        for key, value in resource.get("inputs", {}).items():
            sources = self._sources_of(given.get(key, []))
            arguments |= arguments_of(
                {**resource, "inputs": {key: value}},
                known,
                lambda text, sources=sources: expression_of(text, sources),
            )
        self._wait_to_be_let_in(resource, arguments)
        referred = {name for name in self._variables.values() if any(_names(name, text) for text in arguments.values())}
        options = options_of(resource, self._variables, referred)
        self._variables[urn] = variable
        self._sources[urn] = sources_of(variable, resource, known.outputs)
        words = [repr(urn.rpartition("::")[2]), *(f"{name}={text}" for name, text in arguments.items())]
        if options:
            words.append(
                f"opts=pulumi.ResourceOptions({', '.join(f'{name}={text}' for name, text in options.items())})"
            )
        return f"{variable} = {known.path}({', '.join(words)})"

    def _wait_to_be_let_in(self, resource: Mapping[str, Any], arguments: dict[str, str]) -> None:
        given = resource.get("propertyDependencies", {}).get("kubeconfig", [])
        policies = [self._variables[urn] for urn in given if urn.split("::")[2].endswith(POLICY_OF_ACCESS)]
        if policies:
            times = ", ".join(f"{name}.associated_at" for name in policies)
            arguments["kubeconfig"] = f"once_let_in({arguments['kubeconfig']}, pulumi.Output.all({times}))"

    def _sources_of(self, urns: Sequence[str]) -> list[Source]:
        return [*self._image_sha, *(source for urn in urns for source in self._sources.get(urn, []))]

    def _variable(self, known: SdkClass, name: str) -> str:
        # Two types may have resources of one name.
        words = f"{name}-{known.path.rpartition('.')[2]}"
        return re.sub(r"\W", "_", words).lower()


def _names(variable: str, expression: str) -> bool:
    return re.search(rf"\b{re.escape(variable)}\.", expression) is not None
