"""The key of a log group, which moto keeps from its creation but cannot change."""

import json
from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.responses import LogsResponse


def install() -> None:
    """Answer the requests that give a log group a key and take it away."""
    LogsResponse.associate_kms_key = _associate  # type: ignore[attr-defined]
    LogsResponse.disassociate_kms_key = _disassociate  # type: ignore[attr-defined]


def _associate(self: LogsResponse) -> str:
    return _set(self, str(_parameters(self).get("kmsKeyId")))


def _disassociate(self: LogsResponse) -> str:
    return _set(self, None)


def _set(self: LogsResponse, key: str | None) -> str:
    groups, name = self.logs_backend.groups, str(_parameters(self).get("logGroupName"))
    if name not in groups:
        raise ResourceNotFoundException
    groups[name].kms_key_id = key
    return ""


def _parameters(self: LogsResponse) -> dict[str, Any]:
    return json.loads(self.body)
