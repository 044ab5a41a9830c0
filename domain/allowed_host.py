"""An entry of the egress allowlist."""

from typing import ClassVar

from domain.fqdn import LABEL, TOP_LEVEL_LABEL
from domain.text import Text, shown

# Names that lead back inside: the proxy would open what the network policies close.
_INSIDE = (".local", ".internal", ".svc", ".localhost", ".localdomain", ".arpa")


class AllowedHost(Text):
    """A host on the internet, or `*.` and a domain of at least two labels for its subdomains."""

    pattern: ClassVar[str] = rf"(\*\.)?({LABEL}\.)+{TOP_LEVEL_LABEL}"
    expected: ClassVar[str] = "a host"
    example: ClassVar[str] = "api.github.com or *.github.com"

    def check(self) -> None:
        """Refuse names that resolve inside the environment."""
        if str(self).endswith(_INSIDE):
            raise ValueError(f"{shown(str(self))} is a name inside the environment; the allowlist is for the internet")

    @classmethod
    def refusal(cls, value: object) -> str:
        """Name the usual mistakes: a URL, a port, a path, an address and a bare wildcard."""
        text = str(value)
        if "://" in text:
            return f"{shown(text)} is a URL; write the host alone: {shown(_host_of(text))}"
        if "/" in text or ":" in text:
            return f"{shown(text)} has a port or a path; write the host alone: {shown(_host_of(text))}"
        if text.replace(".", "").isdigit():
            return f"{shown(text)} is an address; the allowlist names hosts, {cls.example}"
        return f"{shown(text)} is not a host, {cls.example}"

    @property
    def as_domain(self) -> str:
        """The entry as proxies spell it: a leading dot stands for all subdomains."""
        return self.removeprefix("*")


def _host_of(text: str) -> str:
    return text.split("://", 1)[-1].split("/", 1)[0].rsplit("@", maxsplit=1)[-1].split(":", 1)[0]
