"""Temporal's configuration: the server of the clusters' chart, on SQLite."""

import re
from typing import Any

import yaml

from domain import ports
from ops.operations.local.source import Source

LISTENS = "BIND_ON_IP"
"""The variable with the address that the server listens on; its image sets it where nobody does."""

CALLED = "TEMPORAL_BROADCAST_ADDRESS"
"""The variable with the address by which its services find each other."""

KEEPS = "TEMPORAL_FOLDER"
"""The variable with the folder of its database."""

FRONTEND_PORT, HTTP_PORT = "TEMPORAL_PORT", "TEMPORAL_HTTP_PORT"
"""The variables with other ports of the frontend than the usual ones."""

# The server fills in what stands in braces only where this is among the first lines.
TEMPLATED = "# enable-template"
_STORES = ("default", "visibility")
_MEMBERSHIP = 300
"""How far the port by which a service is found lies below the one by which it is called, as Temporal numbers them."""
_SERVICES = {"frontend": ports.TEMPORAL, "history": 7234, "matching": 7235, "worker": 7239}


def server_configuration(source: Source) -> str:
    """The server's file, which it fills from its environment."""
    content: dict[str, Any] = {
        "log": {"stdout": True, "level": "warn"},
        "persistence": {
            "defaultStore": _STORES[0],
            "visibilityStore": _STORES[1],
            "numHistoryShards": source.shards,
            "datastores": {store: {"sql": _sql()} for store in _STORES},
        },
        "global": {
            "membership": {"maxJoinDuration": "30s", "broadcastAddress": _variable(CALLED)},
        },
        "services": {name: {"rpc": _listening(name, port)} for name, port in _SERVICES.items()},
        "clusterMetadata": {
            "enableGlobalNamespace": False,
            "failoverVersionIncrement": 10,
            "masterClusterName": "active",
            "currentClusterName": "active",
            "clusterInformation": {
                "active": {
                    "enabled": True,
                    "initialFailoverVersion": 1,
                    "rpcName": "frontend",
                    "rpcAddress": f"127.0.0.1:{_usually(FRONTEND_PORT, ports.TEMPORAL)}",
                    "httpAddress": f"127.0.0.1:{_usually(HTTP_PORT, ports.TEMPORAL_HTTP)}",
                }
            },
        },
        "dcRedirectionPolicy": {"policy": "noop"},
        "archival": {kind: {"state": "disabled"} for kind in ("history", "visibility")},
    }
    # A port is a number, and YAML's quotes would make a text of it.
    text = re.sub(r"'(\{\{ default [^}]+ \}\})'", r"\1", yaml.safe_dump(content, sort_keys=False))
    return f"{TEMPLATED}\n{text}"


def _listening(name: str, port: int) -> dict[str, Any]:
    rpc = {"grpcPort": port, "membershipPort": port - _MEMBERSHIP, "bindOnIP": _variable(LISTENS)}
    if name != "frontend":
        return rpc
    return {**rpc, "grpcPort": _usually(FRONTEND_PORT, port), "httpPort": _usually(HTTP_PORT, ports.TEMPORAL_HTTP)}


def _usually(name: str, port: int) -> str:
    return f'{{{{ default "{port}" (env "{name}") }}}}'


def _sql() -> dict[str, Any]:
    return {
        "pluginName": "sqlite",
        "databaseName": f"{_variable(KEEPS)}/temporal.db",
        "connectAddr": "localhost",
        "connectProtocol": "tcp",
        # It makes its schema where there is none, and finds what it wrote before the machine stopped.
        "connectAttributes": {"cache": "private", "setup": True, "journal_mode": "wal", "synchronous": 2},
        "maxConns": 1,
        "maxIdleConns": 1,
        "maxConnLifetime": "1h",
    }


def _variable(name: str) -> str:
    return f'{{{{ env "{name}" }}}}'
