"""The repository's registry, with its environments in other accounts than it says."""

import json
from functools import cache
from typing import Any

from settings.registry import PATH, Registry

SEVERAL = {"dev": "111122223333", "staging": "444455556666", "prod": "777788889999", "records": "123456789012"}
"""An account for each environment, and one for the records."""


@cache
def one_account(number: str | None = None) -> Registry:
    """All environments in one account, as somebody tries them out; of no number it is the caller's."""
    accounts = {"shared": {"id": number} if number else {}}
    return _registry({"accounts": accounts, "records": None}, dict.fromkeys(SEVERAL, "shared"))


@cache
def several_accounts() -> Registry:
    """Each environment in an account of its own, and in dev's the roles by which people come."""
    people = {
        "platform-engineer": {"principals": [f"arn:aws:iam::{SEVERAL['records']}:root"]},
        "on-call": {"singleSignOn": ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/OnCall_*"]},
    }
    accounts: dict[str, Any] = {name: {"id": number} for name, number in SEVERAL.items()}
    accounts["dev"]["people"] = people
    return _registry({"accounts": accounts, "records": "records"}, {name: name for name in SEVERAL})


def _registry(changes: dict[str, Any], homes: dict[str, str]) -> Registry:
    tree = {**json.loads(PATH.read_text(encoding="utf-8")), **changes}
    for name, environment in tree["environments"].items():
        if environment["runtime"] == "kubernetes":
            environment["account"] = homes[name]
    return Registry.model_validate(tree)
