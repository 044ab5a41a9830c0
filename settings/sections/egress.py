"""The way to the internet."""

from collections.abc import Mapping
from typing import ClassVar

from domain.allowed_host import AllowedHost
from domain.component_names import PROXY
from settings.section import Section


class EgressEntry(Section):
    """What the egress proxy lets through, in every environment."""

    moved: ClassVar[Mapping[str, str]] = {"replicas": f"moved to scaling.{PROXY}.replicas"}

    allowed_hosts: tuple[AllowedHost, ...] = ()
    """The hosts the execution plane may reach; nothing else on the internet is."""


class Egress(Section):
    """The egress proxy as it runs in this environment."""

    allowed_hosts: tuple[AllowedHost, ...]
    replicas: int
