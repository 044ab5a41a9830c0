"""The plan of a stack's Vault, as its jobs read it."""

import json
from typing import Any

from domain.plan_files import VAULT_PLAN_FILE
from ops.operations.vault.plan import VaultPlan
from tests.stacks.recorded import recorded


def vault_plan_of(stack: str) -> VaultPlan:
    """Read it from the recorded stack."""
    made: Any = recorded(stack).recording.one("kubernetes:core/v1:ConfigMap", "vault-plan-files").inputs
    return VaultPlan.model_validate(json.loads(made["data"][VAULT_PLAN_FILE]))
