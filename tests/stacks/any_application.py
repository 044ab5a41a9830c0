"""What an environment may tell the application, in many shapes, for hypothesis to draw from."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from domain.container_variables import FOR_DEVELOPMENT, SET_BY_THE_PROGRAM
from domain.secret_variable import names_a_secret
from tests.settings.configuration import REMOVED, WITH_GATEWAY, contract

_URLS = st.sampled_from(
    ("https://identity.example/realms/a", "https://login.other.example", "https://identity.system.svc:8443/a")
)
_ON_THE_INTERNET = st.sampled_from(("https://identity.example/certs", "https://login.other.example/v2/keys"))
# Those of somebody's own machine among them: the application knows them, and so the settings have to.
_AUDIENCES = st.one_of(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}", fullmatch=True),
    st.sampled_from(("dev-audience", "test-audience-1", "http://localhost:8080", "https://localhost")),
)
_WORKSPACES = st.from_regex(r"[a-z0-9]([a-z0-9-]{1,20})[a-z0-9]", fullmatch=True)
_STORES = st.from_regex(r"[0-9A-Z]{26}", fullmatch=True)
_OTHERS = st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True).filter(
    lambda name: not names_a_secret(name) and name not in SET_BY_THE_PROGRAM | FOR_DEVELOPMENT
)


@st.composite
def any_application(draw: st.DrawFn) -> Mapping[str, object]:
    """Changes to the configuration of a stack, by their dotted path: whom it believes, whom it calls, what is left."""
    issuers = draw(st.lists(_URLS, min_size=1, unique=True))
    tenants = draw(st.lists(_WORKSPACES, min_size=1, max_size=3, unique=True))
    return {
        "identity": {
            "issuer": issuers[0],
            "jwksUri": draw(_ON_THE_INTERNET),
            "audience": draw(_AUDIENCES),
            "authorizedParty": draw(_AUDIENCES),
            "trustedIssuers": draw(st.permutations(issuers)),
            "tokenType": draw(st.sampled_from(("at+JWT", "JWT"))),
            **(draw(_cockpit()) if draw(st.booleans()) else {}),
        },
        "application": {
            "tenants": tenants,
            "firstWorkspace": draw(_WORKSPACES),
            **({"systemWorkspace": draw(st.sampled_from(tenants))} if draw(st.booleans()) else {}),
            "corsOrigins": draw(
                st.lists(st.sampled_from(("https://cockpit.example", "https://a.example:8443")), unique=True)
            ),
        },
        "services": draw(_services()),
        "secretsBundle.items": WITH_GATEWAY,
        **draw(_changes_of_the_contract()),
    }


@st.composite
def _cockpit(draw: st.DrawFn) -> dict[str, object]:
    cockpit = {"issuer": draw(_ON_THE_INTERNET), "clientId": "cockpit", "redirectUri": draw(_ON_THE_INTERNET)}
    return {"cockpit": cockpit}


@st.composite
def _services(draw: st.DrawFn) -> dict[str, object]:
    every: dict[str, Any] = {
        "openFga": {
            "url": draw(st.sampled_from(("http://openfga.system.svc:8080", "https://fga.example"))),
            "storeId": draw(_STORES),
        },
        "redis": {"url": "redis://redis.system.svc:6379"},
        "gateway": {"url": "https://gateway.example"},
    }
    return {name: every[name] for name in draw(st.lists(st.sampled_from(sorted(every)), unique=True))}


@st.composite
def _changes_of_the_contract(draw: st.DrawFn) -> dict[str, object]:
    """Another port, less of what is not required, and more of what the application knows nothing of."""
    changes: dict[str, object] = {}
    for index, workload in enumerate(contract()):
        here = f"workloads.{index}"
        needed = {*workload["required"], workload.get("metrics", {}).get("bearer")}
        spare = sorted(set(workload["variables"]) - needed)
        left_out = draw(st.lists(st.sampled_from(spare), unique=True, max_size=3))
        more = draw(st.dictionaries(_OTHERS, st.text(max_size=8), max_size=2))
        changes[f"{here}.port"] = draw(st.integers(1024, 65535))
        changes |= {f"{here}.variables.{name}": REMOVED for name in left_out}
        changes |= {
            f"{here}.variables.{name}": value for name, value in more.items() if name not in workload["variables"]
        }
    return changes
