"""Whether Vault is sealed is what the labels of its pods say."""

from typing import Any

import pytest

from ops.operations.vault.seal import seal_state


def _pod(name: str, **labels: str) -> dict[str, Any]:
    return {"metadata": {"name": name, "labels": {key.replace("_", "-"): value for key, value in labels.items()}}}


def _up(name: str, *, active: str = "false") -> dict[str, Any]:
    return _pod(name, vault_initialized="true", vault_sealed="false", vault_active=active)


@pytest.mark.parametrize(
    ("pods", "text", "is_open"),
    [
        ([], "no servers", False),
        ([_pod("vault-0", vault_initialized="false", vault_sealed="true")], "not initialised", False),
        ([_up("vault-0", active="true"), _up("vault-1")], "2 of 2 unsealed, vault-0 leads", True),
        ([_up("vault-0"), _up("vault-1")], "2 of 2 unsealed, none leads", False),
        ([_up("vault-0", active="true"), _pod("vault-1", vault_sealed="true")], "1 of 2 unsealed, vault-0 leads", True),
        ([_pod("vault-0")], "0 of 1 unsealed, none leads", False),
        ([{"metadata": {"name": "vault-0"}}], "0 of 1 unsealed, none leads", False),
    ],
)
def test_the_state_is_what_the_servers_say(pods: list[dict[str, Any]], text: str, is_open: bool) -> None:
    """One that says nothing is taken for sealed."""
    assert (seal_state(pods).text, seal_state(pods).is_open) == (text, is_open)
