"""The versions of a secret: moto calls each as old as the question, and lists those that nothing leads to."""

import json
from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend

_list: Any = SecretsManagerBackend.list_secret_version_ids


def install() -> None:
    """Have versions keep their day."""
    SecretsManagerBackend.list_secret_version_ids = _listed


def _listed(self: SecretsManagerBackend, secret_id: str) -> str:
    """Those with a stage; AWS lists the others where they are asked for, which nothing here does."""
    versions: Any = self.secrets[secret_id].versions
    answer: dict[str, Any] = json.loads(_list(self, secret_id))
    answer["Versions"] = [
        {**one, "CreatedDate": versions[one["VersionId"]]["createdate"]}
        for one in answer["Versions"]
        if one["VersionStages"]
    ]
    return json.dumps(answer)
