"""The rules over an exported state, and what the command makes of the answer."""

import json
from typing import Any

import pytest

from ops.commands.policies import as_data, as_text
from ops.operations.error import OperationError
from ops.operations.policies import judge_state

URN = "urn:pulumi:prod::portarium::aws:kms/key:Key::{}"


def _export(**keys: bool) -> dict[str, Any]:
    """A state with keys by name, which rotate or don't."""
    return {
        "deployment": {
            "resources": [
                {
                    "urn": URN.format(name),
                    "type": "aws:kms/key:Key",
                    "inputs": {"enableKeyRotation": rotates},
                    "protect": True,
                }
                for name, rotates in keys.items()
            ]
        }
    }


def test_a_violation_is_one_line_with_its_resource() -> None:
    """What is right is only counted."""
    report = judge_state("prod", _export(good=True, weak=False))
    assert as_text(report).splitlines() == [
        "weak: never rotates; set enableKeyRotation to true [keys-rotate]",
        "prod: 2 resources, 3 checks passed, 1 failed, 0 not applicable",
    ]


def test_scripts_get_the_rule_and_the_urn() -> None:
    """And the same numbers."""
    data = json.loads(json.dumps(as_data(judge_state("prod", _export(good=True, weak=False)))))
    assert data["counts"] == {"pass": 3, "fail": 1, "not applicable": 0}
    assert data["violations"] == [
        {
            "rule": "keys-rotate",
            "urn": URN.format("weak"),
            "reasons": ["never rotates; set enableKeyRotation to true"],
        }
    ]


def test_nothing_to_check_is_no_success() -> None:
    """An environment that is not there has not passed."""
    with pytest.raises(OperationError, match="staging has no resources to check; "):
        judge_state("staging", {})
