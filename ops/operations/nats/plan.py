"""The plan of a cluster's NATS: where it is, how a job is known to it, and where copies of its streams are."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from domain.names import DnsLabel, Region
from ops.operations.plan_file import read_as
from settings.section import Section

_Text = Annotated[str, Field(min_length=1)]


class Copies(Section):
    """Where copies are."""

    bucket: _Text
    """The bucket."""
    endpoint: _Text
    """S3 at an address of the network."""


class NatsPlan(Section):
    """All of it."""

    environment: DnsLabel
    """The environment that owns the cluster."""
    region: Region
    """The region of the bucket."""
    server: _Text
    """The URL of the servers."""
    certificate: _Text
    """The folder with the certificate of this pod, its key, and whom to believe."""
    snapshots: Copies
    """Where copies are."""


def read_nats_plan(file: Path) -> NatsPlan:
    """Read a plan; raise OperationError with one line when it is not readable or wrong."""
    return read_as(NatsPlan, file)
