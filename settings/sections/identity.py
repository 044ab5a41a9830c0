"""The identity provider, whose tokens the control plane accepts."""

from typing import Literal

from pydantic import Field

from domain.text import Text
from domain.url import Url
from settings.section import Section


class ClientName(Text):
    """A name that the identity provider knows an application or its audience by."""

    pattern = r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}"
    expected = "the name of a client or an audience"
    example = "portarium-api"


class Cockpit(Section):
    """The client by which people sign in to the Cockpit."""

    issuer: Url
    """The identity provider."""

    client_id: ClientName
    """The client."""

    redirect_uri: Url
    """Where the identity provider sends people back to."""


Provider = Literal["outside", "keycloak"]
"""Who issues tokens."""


class Identity(Section):
    """Whose tokens are accepted, and what has to stand in them."""

    provider: Provider = "outside"
    """Who issues them: somebody outside of the cluster, or a Keycloak of the platform, which only dev and its review
    environments may have."""

    issuer: Url
    """Who has to have issued a token."""

    jwks_uri: Url
    """Where the keys that tokens are signed with are published; the control plane reaches this host, and no other."""

    audience: ClientName
    """Whom a token has to be meant for."""

    authorized_party: ClientName
    """Which client a token has to have been issued to."""

    trusted_issuers: tuple[Url, ...] = Field(min_length=1)
    """Every issuer that is trusted, `issuer` among them."""

    token_type: Literal["at+JWT", "JWT"] = "at+JWT"  # noqa: S105 - a type of tokens
    """What a token has to say that it is."""

    cockpit: Cockpit | None = None
    """How people sign in to the Cockpit; without it, it has no sign-in of its own."""
