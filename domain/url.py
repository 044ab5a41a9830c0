"""Addresses of services: where people and programs find one, without anything that has to be kept secret."""

import re
from typing import ClassVar

from domain.fqdn import LABEL
from domain.ports import HTTP, HTTPS, LARGEST, REDIS
from domain.text import Text, shown

PLATFORM = ".system.svc"
"""What the names of the platform's own services end with: `<component>.system.svc`."""

_HOST = rf"({LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?"
_SAID = r"(:[1-9][0-9]{0,4})?"
_MEANT = {"http": HTTP, "https": HTTPS, "redis": REDIS, "rediss": REDIS}
_INSIDE = (".svc", ".local", ".internal", ".localhost", ".localdomain", ".arpa")


class Url(Text):
    """An address on the internet or of a service of the platform; never of this machine, and without a password."""

    pattern: ClassVar[str] = rf"https?://{_HOST}{_SAID}(/[A-Za-z0-9._~/-]*)?"
    expected: ClassVar[str] = "a URL of a host with its domain"
    example: ClassVar[str] = "https://identity.portarium.example/realms/portarium"

    def check(self) -> None:
        """Refuse ports that there are not, and names inside a cluster that are none of the platform's."""
        if self.port > LARGEST:
            raise ValueError(f"{shown(str(self))} has no port that there is")
        if self.host.endswith(_INSIDE) and self.component is None:
            raise ValueError(f"{shown(str(self))} is inside, where only <component>{PLATFORM} is called")

    @property
    def scheme(self) -> str:
        """What it is spoken to in."""
        return self.partition("://")[0]

    @property
    def host(self) -> str:
        """The name alone."""
        return re.split(r"[:/]", self.partition("://")[2], maxsplit=1)[0]

    @property
    def port(self) -> int:
        """The port, said or meant."""
        said = re.match(r":([0-9]+)", self.partition("://")[2].removeprefix(self.host))
        return int(said[1]) if said else _MEANT[self.scheme]

    @property
    def component(self) -> str | None:
        """The component of the platform that it is the service of; None for what is on the internet."""
        name = self.host.removesuffix(PLATFORM)
        return name if name != self.host and "." not in name else None


class Origin(Url):
    """What a browser says that a page is from: scheme, host and port."""

    pattern: ClassVar[str] = rf"https?://{_HOST}{_SAID}"
    expected: ClassVar[str] = "an origin, without a path"
    example: ClassVar[str] = "https://cockpit.portarium.example"


class RedisUrl(Url):
    """The address of a Redis; who reads it logs it, so that it holds no password."""

    pattern: ClassVar[str] = rf"rediss?://{_HOST}{_SAID}"
    expected: ClassVar[str] = "the URL of a Redis without a password"
    example: ClassVar[str] = "redis://redis.system.svc"
