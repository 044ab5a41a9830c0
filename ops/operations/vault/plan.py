"""The plan of a cluster's Vault: where it is, whose secrets it keeps, and where what must not be lost goes."""

import json
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StrictInt, ValidationError, model_validator

from domain.names import DnsLabel, Region
from domain.plane import EnvironmentPlane
from domain.vault import SECRET_PLANES
from ops.operations.access_plan import SecretArn
from ops.operations.error import OperationError
from settings.error import Problem
from settings.explain import explain
from settings.section import Section, invalid

_Text = Annotated[str, Field(min_length=1)]
_Count = Annotated[StrictInt, Field(ge=1, le=100)]


class Recovery(Section):
    """The keys by which Vault is entered when nobody else can any more."""

    secret: SecretArn
    """The secret that they are kept in."""
    shares: _Count
    """How many there are."""
    threshold: _Count
    """How many of them are needed."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.threshold > self.shares:
            raise invalid("threshold", f"{self.threshold} are needed of {self.shares}; at most as many as there are")
        return self


class Reader(Section):
    """Pods that read secrets: those of one plane of an environment."""

    environment: DnsLabel
    """The environment."""
    plane: EnvironmentPlane
    """The plane."""
    namespace: DnsLabel
    """Its namespace."""


class Guests(Section):
    """Pods of environments that come and go: each reads what is under the name of its own namespace."""

    plane: EnvironmentPlane
    """The plane."""
    namespaces: _Text
    """The pattern of their namespaces, such as `apps-review-*`."""


class Snapshots(Section):
    """Where snapshots go."""

    bucket: _Text
    """The bucket."""
    endpoint: _Text
    """S3 at an address of the network."""


class VaultPlan(Section):
    """All of it."""

    environment: DnsLabel
    """The environment that owns the cluster."""
    region: Region
    """The region of the secrets and of the bucket."""
    namespace: DnsLabel
    """The namespace that it runs in, with its jobs."""
    first: _Text
    """The server that is initialised."""
    active: _Text
    """The server that leads."""
    authority: _Text
    """The file with whom to believe that a server is Vault's."""
    authority_secret: SecretArn
    """The secret from which namespaces get the same."""
    token: _Text
    """The file with the token of this pod's account, for Vault."""
    recovery: Recovery
    """The recovery keys."""
    versions: _Count
    """How many versions of a secret are kept."""
    readers: tuple[Reader, ...] = Field(min_length=1)
    """Who reads."""
    guests: tuple[Guests, ...] = ()
    """Who reads besides, where environments come and go."""
    snapshots: Snapshots
    """Where snapshots go."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for at, planes in (
            ("readers", [each.plane for each in self.readers]),
            ("guests", [each.plane for each in self.guests]),
        ):
            if strangers := [plane for plane in planes if plane not in SECRET_PLANES]:
                raise invalid(at, f"{strangers[0]} has no secrets of Vault; {', '.join(SECRET_PLANES)} may have some")
        pairs = [(each.environment, each.plane) for each in self.readers]
        if twice := [pair for pair in pairs if pairs.count(pair) > 1]:
            raise invalid("readers", f"{twice[0][1]} of {twice[0][0]} is there twice; each plane is one reader")
        return self


def read_vault_plan(file: Path) -> VaultPlan:
    """Read a plan; raise OperationError with one line when it is not readable or wrong."""
    try:
        return VaultPlan.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems: list[Problem] = list(explain(VaultPlan, error, lambda _: str(file)))
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise OperationError(f"{problems[0]}{more}") from None
    except OSError as error:
        raise OperationError(f"{file}: {error.strerror or error}; --plan names the file of the plan") from None
    except (ValueError, RecursionError) as error:
        raise OperationError(f"{file}: no JSON ({error}); --plan names the file of the plan") from None
