"""Vault is initialised once, its keys are kept first, nobody stays root, and a lost run is gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ops.operations.error import OperationError
from ops.operations.vault.configure import configure
from tests.ops.operations.scripted_aws import Refused, ScriptedAws
from tests.ops.operations.vault.site import AUTHORITY, Ground, LostError, ground


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Ground]:
    """A Vault that nobody has initialised."""
    with ground(tmp_path) as made:
        yield made


def _run(site: Ground) -> list[str]:
    told: list[str] = []
    configure(site.site(), told.append)
    return told


def test_a_first_run_leaves_all_of_it_and_no_root(site: Ground) -> None:
    """The keys are in the secret, both logs are on, and every token of the run is revoked."""
    _run(site)
    assert site.recovery() == {"recoveryKeys": site.vault.recovery_keys, "threshold": 3, "configured": True}
    assert set(site.vault.audits) == {"file/", "output/"}
    assert site.vault.mounts["portarium/"]["options"] == {"version": "2"}
    assert site.vault.mount_config["max_versions"] == 10
    assert site.vault.tokens == {}
    assert site.secrets[AUTHORITY] == "-----BEGIN CERTIFICATE-----"


def test_the_log_is_on_before_anything_else_is_done(site: Ground) -> None:
    """What root does is written down from the first request that changes something."""
    _run(site)
    after_init = site.vault.written[site.vault.written.index("POST sys/init") + 1 :]
    assert after_init[:2] == ["POST sys/audit/file", "POST sys/audit/output"]


def test_each_plane_reads_its_own_secrets_and_no_other(site: Ground) -> None:
    """By the account's namespace, and with the path of its environment and plane."""
    _run(site)
    site.vault.accounts["other"] = ("apps-dev", "api")
    signed_in = site.vault.answer(
        "POST", "auth/kubernetes/login", "", {"role": "portarium-dev-control", "jwt": "other"}
    )["auth"]["client_token"]
    assert site.vault.may(signed_in, "portarium/data/dev/control/api", "read")
    assert not site.vault.may(signed_in, "portarium/data/dev/control/api", "update")
    assert not site.vault.may(signed_in, "portarium/data/dev/execution/worker", "read")
    assert not site.vault.may(signed_in, "portarium/data/prod/control/api", "read")
    assert not site.vault.may(signed_in, "sys/policies/acl/portarium-dev-control", "update")


def test_environments_that_come_and_go_share_a_role_and_no_secret(site: Ground) -> None:
    """Vault fills in the namespace of whoever signed in, so that nothing is registered or forgotten."""
    _run(site)
    role = site.vault.roles["portarium-review-any-control"]
    assert role["bound_service_account_namespaces"] == ["apps-review-*"]
    own = "{{identity.entity.aliases.auth_kubernetes_1.metadata.service_account_namespace}}"
    assert f'path "portarium/data/review-any/{own}/*"' in site.vault.policies["portarium-review-any-control"]


def test_a_second_run_changes_nothing(site: Ground) -> None:
    """It comes in by its own account: there is no root any more."""
    _run(site)
    site.vault.written.clear()
    secrets = dict(site.secrets)
    assert _run(site) == []
    assert site.vault.written == []
    assert site.secrets == secrets


def test_what_somebody_changed_by_hand_is_changed_back(site: Ground) -> None:
    """A policy, a role, a log that was turned off, and the number of versions."""
    _run(site)
    wanted = repr(site.vault.state())
    site.vault.policies["portarium-dev-control"] = 'path "*" {\n  capabilities = ["read"]\n}\n'
    site.vault.roles["portarium-dev-control"]["bound_service_account_namespaces"] = ["*"]
    site.vault.mount_config["max_versions"] = 1
    del site.vault.audits["output/"]
    _run(site)
    assert repr(site.vault.state()) == wanted


def test_what_the_plan_no_longer_has_goes(site: Ground) -> None:
    """Nobody else's role or policy is touched."""
    _run(site)
    site.vault.policies |= {"portarium-gone-control": "", "somebody-elses": ""}
    site.vault.roles |= {"portarium-gone-control": {}, "somebody-elses": {}}
    _run(site)
    assert "portarium-gone-control" not in {*site.vault.policies, *site.vault.roles}
    assert "somebody-elses" in site.vault.policies
    assert "somebody-elses" in site.vault.roles


def test_a_run_that_is_lost_anywhere_is_gone_on_with(tmp_path: Path) -> None:
    """After each request: the end is the same, and only one moment loses the keys, of a Vault that was never used."""
    with ground(tmp_path, by_http=False) as reference:
        _run(reference)
        wanted, count = repr(reference.vault.state()), reference.steps
    lost: list[int] = []
    for number in range(1, count):
        with ground(tmp_path, by_http=False) as site:
            site.dies_after = number
            with pytest.raises(LostError):
                _run(site)
            site.dies_after = None
            if site.vault.initialised and not site.recovery()["recoveryKeys"]:
                with pytest.raises(OperationError, match="has no recovery keys"):
                    _run(site)
                assert set(site.vault.policies) == {"default", "root"}
                lost.append(number)
                continue
            _run(site)
            assert repr(site.vault.state()) == wanted, number
            assert site.vault.roots == [], number
            assert site.recovery()["configured"] is True
    # Vault has told the keys, and the secret has none of them yet.
    assert len(lost) == 1


def test_a_root_token_is_revoked_when_the_run_fails(site: Ground) -> None:
    """The next run makes one of its own with the keys."""
    site.vault.broken = {"auth/kubernetes/config"}
    with pytest.raises(OperationError, match="500 internal error"):
        _run(site)
    assert site.vault.tokens == {}
    assert site.recovery()["configured"] is False
    site.vault.broken = set()
    _run(site)
    assert site.vault.tokens == {}
    assert site.recovery()["configured"] is True


def test_keys_that_can_not_be_written_are_never_told(site: Ground) -> None:
    """Whoever lacks the right finds out before Vault is initialised."""
    made = site.site()
    object.__setattr__(
        made,
        "aws",
        ScriptedAws(
            {"GetSecretValue": Refused("ResourceNotFoundException"), "PutSecretValue": Refused("AccessDenied")}
        ),
    )
    with pytest.raises(OperationError, match="put_secret_value: AccessDenied"):
        configure(made, print)
    assert not site.vault.initialised


def test_keys_are_never_in_a_message(site: Ground) -> None:
    """Nor is a token."""
    text = "\n".join(_run(site))
    assert not [key for key in site.vault.recovery_keys if key in text]
    assert "hvs." not in text


def test_a_vault_without_kept_keys_is_refused(site: Ground) -> None:
    """Nobody could ever come in again where the accounts no longer can."""
    site.vault.initialised = True
    with pytest.raises(OperationError, match=r"is initialised, and arn:.*recovery-a1B2c3 has no recovery keys"):
        _run(site)


def test_keys_without_their_vault_are_not_written_over(site: Ground) -> None:
    """A snapshot of the Vault that they are of is of no use without them."""
    _run(site)
    site.vault.initialised = False
    kept = dict(site.secrets)
    with pytest.raises(OperationError, match=r"is not initialised, and .* has the recovery keys of one that was"):
        _run(site)
    assert site.secrets == kept
    assert not site.vault.initialised


def test_a_secret_with_something_else_in_it_is_left_alone(site: Ground) -> None:
    """Somebody may have put it there for a reason."""
    site.secrets["arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev/vault/recovery-a1B2c3"] = "x"
    with pytest.raises(OperationError, match="has a value that is no recovery keys"):
        _run(site)
    assert not site.vault.initialised


def test_a_server_that_stays_sealed_is_one_line(site: Ground) -> None:
    """Its own log knows more."""
    site.vault.sealed_for = 10_000
    with pytest.raises(OperationError, match="is still sealed after 120 s; its own log says why it can't use its key"):
        _run(site)


def test_a_first_server_that_is_away_keeps_nobody_from_it(site: Ground) -> None:
    """Of three servers one may be on a node that is drained; another leads."""
    _run(site)
    site.vault.written.clear()
    told: list[str] = []
    configure(site.site(first="https://127.0.0.1:1", active=site.address), told.append)
    assert (told, site.vault.tokens, site.vault.written) == ([], {}, [])


def test_a_leader_that_is_elected_late_is_waited_for(site: Ground) -> None:
    """An election takes some seconds, in which neither the service nor a first server that is away answers."""
    _run(site)
    site.vault.written.clear()
    away = site.site(first="https://127.0.0.1:1", active="https://127.0.0.1:1")
    waits = iter(range(3))

    def pause(_: float) -> None:
        if next(waits) == 1:
            object.__setattr__(away.plan, "active", site.address)

    told: list[str] = []
    configure(replace(away, pause=pause), told.append)
    assert (told, next(waits)) == ([], 2)


def test_an_account_that_is_not_let_in_is_one_line(site: Ground) -> None:
    """With the role that it asked for."""
    _run(site)
    site.vault.accounts["a-token-of-kubernetes"] = ("apps-dev", "api")
    with pytest.raises(
        OperationError, match="403 namespace not authorized; portarium-configuration is this pod's only"
    ):
        _run(site)
