"""How the double of Vault makes a root token: from as many recovery keys as are needed."""

import base64
from typing import Any

from portarium_sandbox.vault.refusal import RefusedError


class RootTokens:
    """The part of Vault that makes them."""

    recovery_keys: list[str]
    threshold: int
    attempt: dict[str, Any] | None
    tokens: dict[str, tuple[str, ...]]
    _number: int

    def new_token(self, *policies: str) -> str:
        """Make a token."""
        self._number += 1
        token = f"hvs.{self._number}"
        self.tokens[token] = policies
        return token

    def make_attempt(self, **_: Any) -> Any:
        """Begin; one at a time."""
        if self.attempt:
            raise RefusedError(400, "root generation already in progress")
        self._number += 1
        self.attempt = {"nonce": f"nonce-{self._number}", "otp": "o" * 28, "keys": []}
        return {
            "started": True,
            "nonce": self.attempt["nonce"],
            "progress": 0,
            "required": self.threshold,
            "complete": False,
            "encoded_token": "",
            "otp": self.attempt["otp"],
            "otp_length": 28,
        }

    def cancel_attempt(self, **_: Any) -> Any:
        """Forget what was begun."""
        self.attempt = None

    def take_share(self, *, body: dict[str, Any], **_: Any) -> Any:
        """Take a key; with the last that is needed comes the token, hidden by what only whoever began has."""
        attempt = self.attempt
        if not attempt or body["nonce"] != attempt["nonce"]:
            raise RefusedError(400, "incorrect nonce supplied")
        if body["key"] not in self.recovery_keys or body["key"] in attempt["keys"]:
            raise RefusedError(400, "recovery key share is wrong")
        attempt["keys"].append(body["key"])
        answer = {"nonce": attempt["nonce"], "progress": len(attempt["keys"]), "required": self.threshold}
        if len(attempt["keys"]) < self.threshold:
            return {**answer, "complete": False, "encoded_token": ""}
        token = self.new_token("root").ljust(28, "x")
        self.tokens[token] = self.tokens.pop(token.rstrip("x"))
        self.attempt = None
        hidden = bytes(a ^ b for a, b in zip(token.encode(), attempt["otp"].encode(), strict=True))
        encoded = base64.b64encode(hidden).decode().rstrip("=")
        return {**answer, "complete": True, "encoded_token": encoded, "encoded_root_token": encoded}
