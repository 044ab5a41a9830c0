"""The AWS accounts that a project's stacks lie in, as its registry of environments names them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from portarium_sandbox.errors import SandboxError

REGISTRY = "infra/environments.json"
NUMBER = "123456789012"
"""The account of a project that says nothing of accounts."""

_ONE = "sandbox"
_OF_AN_ACCOUNT = "account-"
_REVIEW = "review-"


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The accounts by name, and which stack lies in which."""

    numbers: dict[str, str]
    homes: dict[str, str] = field(default_factory=dict[str, str])
    """The name of the account of each environment; any other stack lies in the first one."""
    host: str = ""
    """The environment on whose cluster review environments run, and by whose role they are delivered."""

    @classmethod
    def read(cls, project: Path) -> Accounts:
        """Read the registry of a project; one without a registry has one account."""
        file = project / REGISTRY
        try:
            content = _mapping(json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            content = {}
        except ValueError as error:
            raise SandboxError(f"{file}: this is not JSON ({error})") from None
        # What is wrong here is the program's to refuse: it says where and why, for every key.
        accounts = _mapping(content.get("accounts"))
        numbers = {name: str(_mapping(entry).get("id") or NUMBER) for name, entry in accounts.items()}
        environments = _mapping(content.get("environments"))
        homes = {name: _mapping(entry).get("account") for name, entry in environments.items()}
        return cls(
            numbers=numbers or {_ONE: NUMBER},
            homes={name: str(account) for name, account in homes.items() if account in numbers},
            host=str(_mapping(content.get("review")).get("sharedWith") or ""),
        )

    def of(self, stack: str) -> str:
        """Return the name of the account that a stack lies in."""
        named = stack.removeprefix(_OF_AN_ACCOUNT)
        if is_of_an_account(stack) and named in self.numbers:
            return named
        return self.homes.get(self.delivered_as(stack), next(iter(self.numbers)))

    def delivered_as(self, stack: str) -> str:
        """Return the environment whose role delivers a stack."""
        return self.host if self.host and stack.startswith(_REVIEW) else stack

    def number_of(self, stack: str) -> str:
        """Return the number of the account that a stack lies in."""
        return self.numbers[self.of(stack)]


def is_of_an_account(stack: str) -> bool:
    """Say whether a stack is an account's own, which an administrator applies."""
    return stack.startswith(_OF_AN_ACCOUNT)


def stack_of(account: str) -> str:
    """Return the stack of what belongs to an account."""
    return f"{_OF_AN_ACCOUNT}{account}"


def _mapping(content: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}
