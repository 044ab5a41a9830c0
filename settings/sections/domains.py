"""The environment's domain names."""

from collections.abc import Mapping
from typing import ClassVar

from domain.fqdn import Fqdn
from domain.public_domain import public_domain
from domain.text import Text
from settings.section import Section, Switch


class EnvironmentPrefix(Text):
    """The label that sets an environment's domain apart; empty only in prod."""

    pattern = r"(x-[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?)?"
    expected = "a prefix that begins with x-"
    example = "x-staging"


class DomainsEntry(Section):
    """The domains as a stack's file describes them."""

    moved: ClassVar[Mapping[str, str]] = {"baseDomain": "moved to baseDomain, at the top"}

    internal_domain: Fqdn | None = None
    """The domain of the platform's own dashboards; by default the base domain."""

    env_prefix: EnvironmentPrefix | None = None
    """The label before the base domain; by default `x-<stack>`, and none in prod."""

    delegated: Switch = False
    """Whether the parent domain points to the environment's name servers; a certificate is requested only then."""


class Domains(Section):
    """Where the environment is reached."""

    base_domain: Fqdn
    internal_domain: Fqdn
    env_prefix: str
    delegated: bool

    @property
    def public_domain(self) -> str:
        """The domain of the environment's applications."""
        return public_domain(self.base_domain, self.env_prefix)
