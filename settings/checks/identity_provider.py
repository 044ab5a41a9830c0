"""Keycloak on the platform: where it may be, and that the settings name it as it will be."""

from domain.keycloak import issuer, keys_address
from domain.public_domain import environment_prefix, public_domain
from domain.text import shown
from settings.checks.identity import STRICT
from settings.draft import Draft, Findings


def check(draft: Draft) -> Findings:
    """Yield a Keycloak where people depend on who signs in, and each address that is not the one it will have."""
    identity = draft.config.identity
    if identity is None or identity.provider != "keycloak":
        return
    if draft.stack.tier in STRICT:
        yield "identity.provider", f'"keycloak" would run on what it guards; {draft.stack.tier} has an issuer "outside"'
        return
    if str(identity.jwks_uri) != keys_address():
        yield (
            "identity.jwksUri",
            f"{shown(str(identity.jwks_uri))} is not where the keys of Keycloak are: {keys_address()}",
        )
    # Who shares a cluster names the issuer of another stack, whose domain this one's settings don't say.
    if draft.topology != "shared" and draft.config.base_domain is not None:
        wanted = issuer(_domain(draft, str(draft.config.base_domain)))
        if str(identity.issuer) != wanted:
            yield "identity.issuer", f"{shown(str(identity.issuer))} is not what Keycloak issues as: {wanted}"
    if identity.cockpit and identity.cockpit.client_id != identity.authorized_party:
        yield "identity.cockpit.clientId", f"Keycloak's realm has one client, {identity.authorized_party}; name that"


def _domain(draft: Draft, base_domain: str) -> str:
    domains = draft.config.domains
    given = domains.env_prefix if domains else None
    return public_domain(base_domain, environment_prefix(draft.stack.name) if given is None else str(given))
