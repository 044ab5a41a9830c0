"""Temporal's configuration: the server of the clusters' chart, on SQLite."""

from typing import Any

import yaml

from domain import ports
from ops.operations.local.source import Source

# The server fills in what stands in braces only where this is among the first lines.
TEMPLATED = "# enable-template"
# Variables with where it listens, by which address its services find each other, and where its database is; its image
# sets the first two.
_LISTENS, _CALLED, _KEEPS = "BIND_ON_IP", "TEMPORAL_BROADCAST_ADDRESS", "TEMPORAL_FOLDER"
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
            "membership": {"maxJoinDuration": "30s", "broadcastAddress": _variable(_CALLED)},
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
                    "rpcAddress": f"127.0.0.1:{ports.TEMPORAL}",
                    "httpAddress": f"127.0.0.1:{ports.TEMPORAL_HTTP}",
                }
            },
        },
        "dcRedirectionPolicy": {"policy": "noop"},
        "archival": {kind: {"state": "disabled"} for kind in ("history", "visibility")},
    }
    return f"{TEMPLATED}\n{yaml.safe_dump(content, sort_keys=False)}"


def _listening(name: str, port: int) -> dict[str, Any]:
    http = {"httpPort": ports.TEMPORAL_HTTP} if name == "frontend" else {}
    return {"grpcPort": port, "membershipPort": port - _MEMBERSHIP, "bindOnIP": _variable(_LISTENS), **http}


def _sql() -> dict[str, Any]:
    return {
        "pluginName": "sqlite",
        "databaseName": f"{_variable(_KEEPS)}/temporal.db",
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
