"""How Vault reads a policy, for its double: the path that is named whole, else the longest pattern that fits."""

import json
import re
from collections.abc import Sequence

_SUDO = re.compile(r"sys/(audit(/.*)?|auth/.+)|auth/token/accessors/?")
"""What only root may do without `sudo`."""

_RULE = re.compile(r'path "([^"]+)" \{\s*capabilities = (\[[^\]]*\])\s*\}')
_EVERYBODY = {"auth/token/lookup-self": "read", "auth/token/revoke-self": "update"}


def allowed(path: str, capability: str, policies: Sequence[str]) -> bool:
    """Whether whoever has these policies may do this; with none at all, nobody is signed in."""
    if policies and _EVERYBODY.get(path) == capability:
        return True
    found: list[str] = []
    for text in policies:
        rules: dict[str, list[str]] = {pattern: json.loads(may) for pattern, may in _RULE.findall(text)}
        fitting = [each for each in rules if fits([each], path)]
        if fitting:
            found += rules[path if path in fitting else max(fitting, key=len)]
    return capability in found and (not _SUDO.fullmatch(path) or "sudo" in found)


def fits(patterns: Sequence[str], name: str) -> bool:
    """Whether a name is one of these, each of which may end in a star."""
    return bool(name) and any(each == name or (each.endswith("*") and name.startswith(each[:-1])) for each in patterns)
