"""What the conformance tests do with each type of the table, and the cases that tell them how."""

import functools
import importlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import grpc
import pytest

from portarium_sandbox.providers.aws import handler
from portarium_sandbox.providers.errors import ProviderError
from portarium_sandbox.providers.properties import Properties, deserialize
from tests.providers.provider_client import ProviderClient, half_made

REGION = "eu-central-1"
_NUMBERS = itertools.count(1)


@functools.cache
def client(service: str, endpoint: str) -> Any:
    """A boto3 client; making one takes longer than most tests."""
    return importlib.import_module("boto3").client(service, region_name=REGION, endpoint_url=endpoint)


@dataclass(frozen=True)
class Made:
    """A resource that a test has created through the double."""

    token: str
    identifier: str
    inputs: Properties
    outputs: Properties

    def __getitem__(self, name: str) -> Any:
        return self.outputs[name]


class World:
    """One test's provider and API, and what it has made there; `clear` deletes it again, last first."""

    def __init__(self, provider: ProviderClient, endpoint: str) -> None:
        self.provider = provider
        self._endpoint = endpoint
        self._made: list[Made] = []

    def api(self, service: str) -> Any:
        """A boto3 client, to look at and change things behind the double's back."""
        return client(service, self._endpoint)

    def make(self, token: str, **inputs: Any) -> Made:
        """Check and create a resource, as the engine does."""
        name, checked = self._checked(token, inputs)
        identifier, outputs = self.provider.create(token, checked, name=name)
        made = Made(token, identifier, checked, outputs)
        self._made.append(made)
        return made

    def make_without_answer(self, token: str, **inputs: Any) -> Made:
        """Create a resource when the cloud ends before its last call: what the engine then has of it."""
        name, checked = self._checked(token, inputs)
        lost = patch.object(handler, "observe", side_effect=ProviderError("lost"))
        with lost, pytest.raises(grpc.RpcError) as failed:
            self.provider.create(token, checked, name=name)
        left = half_made(failed.value)
        made = Made(token, left.id, checked, deserialize(left.properties, set()))
        self._made.append(made)
        return made

    def _checked(self, token: str, inputs: Properties) -> tuple[str, Properties]:
        # Names are made of this: no two tests may make the same bucket.
        name = f"subject-{next(_NUMBERS)}"
        checked, failures = self.provider.check(token, inputs, name=name)
        assert not failures, failures
        return name, checked

    def delete(self, made: Made) -> None:
        """Delete a resource now."""
        self._made = [other for other in self._made if other.identifier != made.identifier]
        self.provider.delete(made.token, made.identifier, made.inputs, made.outputs)

    def clear(self) -> None:
        """Delete everything that is left."""
        for made in reversed(self._made):
            self.provider.delete(made.token, made.identifier, made.inputs, made.outputs)


@dataclass(frozen=True, kw_only=True)
class Case:
    """How to try one type."""

    token: str
    inputs: Callable[[World], Properties]
    """Makes what the resource needs, and says what to ask for."""
    change: Properties | Callable[[World], Properties] | None = None
    """Inputs to change in place; None for types that are always replaced."""
    replacement: Properties = field(default_factory=dict[str, Any])
    """Inputs whose change needs a new resource."""
    drift: Callable[[World, Made], Properties] | None = None
    """Changes the resource behind the double's back, and says which inputs a refresh must then find."""
    wrong_type: Properties = field(default_factory=dict[str, Any])
    """An input of a type that the SDK does not have."""
    forgets: bool = False
    """Whether deleting it means to forget it, as with pulumi-aws."""

    def __str__(self) -> str:
        return self.token.rpartition(":")[2]


def subnet_network(world: World) -> Made:
    """A network for what needs one."""
    return world.make("aws:ec2/vpc:Vpc", cidrBlock="10.20.0.0/16")


def subnets(world: World, network: Made | None = None) -> list[str]:
    """Two subnets in different zones."""
    network = network or subnet_network(world)
    return [
        world.make(
            "aws:ec2/subnet:Subnet",
            vpcId=network.identifier,
            cidrBlock=f"10.20.{index}.0/24",
            availabilityZone=f"{REGION}{zone}",
        ).identifier
        for index, zone in enumerate("ab")
    ]


def role(world: World, service: str = "ec2.amazonaws.com") -> Made:
    """A role that a service may assume."""
    return world.make("aws:iam/role:Role", assumeRolePolicy=trust(service))


def trust(service: str) -> str:
    """A policy that lets a service assume a role."""
    return (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
        f'"Principal":{{"Service":"{service}"}}}}]}}'
    )


def permission(action: str, resource: str = "*") -> str:
    """A policy that allows one action."""
    return f'{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}]}}'
