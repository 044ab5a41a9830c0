"""The plan of Vault: what it takes, and what it refuses in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.operations.error import OperationError
from ops.operations.vault.plan import read_vault_plan
from portarium_sandbox.vault.double import VaultDouble
from tests.ops.operations.vault.site import NOWHERE, Ground


def _content(folder: Path) -> dict[str, Any]:
    plan = Ground(vault=VaultDouble({}), address=NOWHERE, folder=folder).plan()
    return json.loads(plan.model_dump_json(by_alias=True))


def test_a_plan_is_read_with_the_names_of_json(tmp_path: Path) -> None:
    """As the job's config map has it."""
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(_content(tmp_path)))
    assert read_vault_plan(file).recovery.threshold == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recovery": {"secret": "x", "shares": 5, "threshold": 3}}, "recovery.secret: .x. is not the ARN of a secret"),
        ({"readers": []}, "readers: is empty"),
        (
            {"readers": [{"environment": "dev", "plane": "egress", "namespace": "egress-dev"}]},
            "readers: egress has no secrets of Vault; control, execution, data may have some",
        ),
        (
            {"readers": [{"environment": "dev", "plane": "data", "namespace": "data-dev"}] * 2},
            "readers: data of dev is there twice",
        ),
        ({"rootToken": "x"}, "rootToken: unknown key"),
    ],
)
def test_a_wrong_plan_is_one_line(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """Where, what, and what would be right."""
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(_content(tmp_path) | changes))
    with pytest.raises(OperationError, match=words) as refused:
        read_vault_plan(file)
    assert "\n" not in str(refused.value)


def test_more_keys_than_there_are_can_not_be_needed(tmp_path: Path) -> None:
    """Nobody would ever be let in by them."""
    content = _content(tmp_path)
    content["recovery"]["threshold"] = 6
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(content))
    with pytest.raises(OperationError, match="6 are needed of 5"):
        read_vault_plan(file)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """With the option that names it."""
    with pytest.raises(OperationError, match=r"plan\.json: No such file or directory; --plan names the file"):
        read_vault_plan(tmp_path / "plan.json")
