"""NATS's configuration, and its streams in the words of its own API."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from domain import ports
from domain.nats import STREAM_MAKER, user_of
from ops.operations.local.source import Source, plain

PASSWORD = "NATS_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable that the server reads the password of all its users from: it has no certificates here."""

KEEPS = "NATS_FOLDER"
"""The variable with the folder that it keeps messages in."""

_NANOSECONDS = {"s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_RENAMED = {
    "name": "name",
    "description": "description",
    "subjects": "subjects",
    "retention": "retention",
    "storage": "storage",
    "replicas": "num_replicas",
    "maxAge": "max_age",
    "maxBytes": "max_bytes",
    "maxMsgSize": "max_msg_size",
    "discard": "discard",
    "duplicateWindow": "duplicate_window",
    "denyDelete": "deny_delete",
}
_LENGTHS = {"maxAge", "duplicateWindow"}
# What the controller of streams keeps to itself; its own API knows no such thing.
_OF_THE_CONTROLLER = {"preventDelete"}


def server_configuration(source: Source) -> str:
    """The server's file; it listens as in a container, and a process is told otherwise."""
    accounts = [_account(name, account) for name, account in sorted(source.accounts.items())]
    return "\n".join(
        [
            "host: 0.0.0.0",
            f"port: {ports.NATS}",
            f"http: {ports.NATS_MONITOR}",
            f"max_payload: {source.max_payload}",
            "jetstream {",
            f"  store_dir: ${KEEPS}",
            f"  max_file_store: {source.storage.removesuffix('i')}",
            "}",
            f"system_account: {source.system_account}",
            "accounts {",
            *accounts,
            "}",
            "",
        ]
    )


def stream_configuration(spec: Mapping[str, Any]) -> str:
    """A stream as NATS's API has it, of what the controller of streams is told in the clusters."""
    unknown = sorted(set(spec) - set(_RENAMED) - _OF_THE_CONTROLLER)
    if unknown:
        raise ValueError(f"stream {spec['name']}: {', '.join(unknown)}: not translated for the local environment yet")
    content = {
        _RENAMED[key]: nanoseconds(value) if key in _LENGTHS else value
        for key, value in spec.items()
        if key in _RENAMED
    }
    return json.dumps(content, indent=2) + "\n"


def keeper(accounts: Mapping[str, Any]) -> str:
    """The user who makes streams."""
    users: Sequence[str] = [each["user"] for account in accounts.values() for each in account["users"]]
    return next(user for user in users if user == user_of(STREAM_MAKER))


def nanoseconds(length: str) -> int:
    """A length of time such as `168h`."""
    found = re.fullmatch(r"(\d+)([smh])", length)
    if found is None:
        raise ValueError(f"{length!r}: not a length of time such as 168h")
    return int(found[1]) * _NANOSECONDS[found[2]]


def _account(name: str, account: Mapping[str, Any]) -> str:
    lines = [f"  {name} {{", "    users: [", *(f"      {_user(each)}" for each in account["users"]), "    ]"]
    if limits := account.get("jetstream"):
        inside = ", ".join(f"{key}: {_value(value)}" for key, value in sorted(limits.items()))
        lines.append(f"    jetstream: {{ {inside} }}")
    return "\n".join([*lines, "  }"])


def _user(user: Mapping[str, Any]) -> str:
    rights = f", permissions: {json.dumps(user['permissions'])}" if "permissions" in user else ""
    return f'{{ user: "{user["user"]}", password: ${PASSWORD}{rights} }}'


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else plain(str(value))
