"""Which variables let a process start; the names, the conditions and the mark are the application's, the words ours."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

MARK = "[portarium] FATAL:"
STRICT = frozenset({"prod", "production", "stage", "staging", "live"})
TOKEN_TYPES = ("at+JWT", "JWT")
STORES = ("PORTARIUM_USE_POSTGRES_STORES", "PORTARIUM_DATABASE_URL")
IDENTITY = (
    "PORTARIUM_JWKS_URI",
    "PORTARIUM_JWT_ISSUER",
    "PORTARIUM_JWT_AUDIENCE",
    "PORTARIUM_JWT_AUTHORIZED_PARTY",
    "PORTARIUM_JWT_TRUSTED_ISSUERS",
    "PORTARIUM_JWT_REQUIRED_TOKEN_TYPE",
)
REQUIRED = (*STORES, *IDENTITY)
"""Without one of these no control plane starts, but one for development."""

_OF_A_DEVELOPER = ("http://localhost", "http://127.0.0.1", "https://localhost", "dev-audience", "test-audience")
_OFF = ("", "0", "false", "no", "off")

Variables = Mapping[str, str]


def control_plane_refusal(variables: Variables) -> str | None:
    """Say why the control plane does not start; nothing where it does."""
    reasons = [*_development(variables), *_identity(variables), *_stores(variables), *_origins(variables)]
    return f"{MARK} {' '.join(reasons)}" if reasons else None


def worker_refusal(variables: Variables) -> str | None:
    """Say why the worker does not start; without any variable it does."""
    isolation = variables.get("PORTARIUM_TENANT_ISOLATION_MODE", "per-tenant-worker").strip().lower()
    if isolation != "per-tenant-worker":
        return "PORTARIUM_TENANT_ISOLATION_MODE is per-tenant-worker, or not set."
    if variables.get("PORTARIUM_SANDBOX_ASSERTIONS", "strict").strip().lower() not in ("strict", "relaxed"):
        return "PORTARIUM_SANDBOX_ASSERTIONS is strict or relaxed."
    if any(urlsplit(url).scheme != "https" for url in listed(variables, "PORTARIUM_EGRESS_ALLOWLIST")):
        return "PORTARIUM_EGRESS_ALLOWLIST lists https URLs."
    return None


def takes_runs(variables: Variables) -> bool:
    """Whether a worker has work at all: without the switch it answers probes and does nothing."""
    return variables.get("PORTARIUM_ENABLE_TEMPORAL_WORKER", "").strip().lower() not in _OFF


def port_of(variables: Variables, default: int) -> int:
    """Give the port that it listens on."""
    given = variables.get("PORTARIUM_HTTP_PORT") or variables.get("PORTARIUM_PORT") or ""
    return int(given) if given.isdecimal() else default


def listed(variables: Variables, name: str) -> list[str]:
    """Give the entries of a list with commas."""
    return [entry.strip() for entry in variables.get(name, "").split(",") if entry.strip()]


def is_strict(variables: Variables) -> bool:
    """Whether it is one that promises something, by its environment's name or by that of Node's."""
    return variables.get("PORTARIUM_ENVIRONMENT", "").strip().lower() in STRICT or not _is_of_a_developer(variables)


def _is_of_a_developer(variables: Variables) -> bool:
    return variables.get("NODE_ENV", "").strip().lower() in ("development", "test")


def _development(variables: Variables) -> Iterator[str]:
    if not is_strict(variables):
        return
    for name in ("ENABLE_DEV_AUTH", "DEV_STUB_STORES"):
        if variables.get(name) == "true":
            yield f"{name} is for development and tests alone."
    if any(one.lower().startswith(_OF_A_DEVELOPER) for one in listed(variables, "PORTARIUM_JWT_AUDIENCE")):
        yield "PORTARIUM_JWT_AUDIENCE is that of somebody's own machine."


def _identity(variables: Variables) -> Iterator[str]:
    if not _given(variables, "PORTARIUM_JWKS_URI"):
        by_token = all(_given(variables, name) for name in ("PORTARIUM_DEV_TOKEN", "PORTARIUM_DEV_WORKSPACE_ID"))
        if is_strict(variables) or variables.get("ENABLE_DEV_AUTH") != "true" or not by_token:
            yield "PORTARIUM_JWKS_URI is missing: nobody could sign in."
        return
    always = ("PORTARIUM_JWT_ISSUER", "PORTARIUM_JWT_AUDIENCE")
    for name in IDENTITY[1:] if is_strict(variables) else always:
        if not _given(variables, name):
            yield f"{name} is missing."
    kind = variables.get("PORTARIUM_JWT_REQUIRED_TOKEN_TYPE", "").strip()
    if kind and kind not in TOKEN_TYPES:
        yield f"PORTARIUM_JWT_REQUIRED_TOKEN_TYPE is {' or '.join(TOKEN_TYPES)}."
    issuer, trusted = variables.get("PORTARIUM_JWT_ISSUER", ""), listed(variables, "PORTARIUM_JWT_TRUSTED_ISSUERS")
    if issuer and trusted and issuer not in trusted:
        yield "PORTARIUM_JWT_TRUSTED_ISSUERS lacks PORTARIUM_JWT_ISSUER."


def _stores(variables: Variables) -> Iterator[str]:
    if variables.get("PORTARIUM_USE_POSTGRES_STORES", "").strip() == "true" and _given(variables, STORES[1]):
        return
    if is_strict(variables) or variables.get("DEV_STUB_STORES") != "true":
        yield f"{' and '.join(STORES)} are missing: nothing would be kept."


def _origins(variables: Variables) -> Iterator[str]:
    for origin in listed(variables, "PORTARIUM_CORS_ALLOWED_ORIGINS"):
        found = urlsplit(origin)
        if found.scheme not in ("http", "https") or not found.hostname or found.path.strip("/"):
            yield f"PORTARIUM_CORS_ALLOWED_ORIGINS has {origin}, which is no exact origin."


def _given(variables: Variables, name: str) -> bool:
    return bool(variables.get(name, "").strip())
