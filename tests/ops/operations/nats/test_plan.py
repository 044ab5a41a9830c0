"""The plan of NATS: what it takes, and what it refuses in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.operations.error import OperationError
from ops.operations.nats.plan import read_nats_plan

_PLAN: dict[str, Any] = {
    "environment": "dev",
    "region": "eu-central-1",
    "server": "tls://nats.system.svc:4222",
    "certificate": "/etc/portarium-nats",
    "snapshots": {"bucket": "portarium-dev-nats-snapshots-a1b2", "endpoint": "https://s3.example"},
}


def _read(folder: Path, changes: dict[str, Any]) -> object:
    file = folder / "plan.json"
    file.write_text(json.dumps(_PLAN | changes))
    return read_nats_plan(file)


def test_a_plan_is_read(tmp_path: Path) -> None:
    """As the job's config map has it."""
    assert _read(tmp_path, {})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"server": ""}, "server: "),
        ({"region": "moon"}, "region: "),
        ({"snapshots": {"bucket": "x"}}, "snapshots.endpoint: "),
        ({"password": "x"}, "password: unknown key"),  # pragma: allowlist secret
    ],
)
def test_a_wrong_plan_is_one_line(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """Where, what, and what would be right."""
    with pytest.raises(OperationError, match=words) as refused:
        _read(tmp_path, changes)
    assert "\n" not in str(refused.value)
