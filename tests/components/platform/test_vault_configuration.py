"""A server finds the others over TLS, unseals itself by a key, and is told of a new certificate."""

import re
import subprocess
from pathlib import Path

import pytest

from components.platform.vault_configuration import server_configuration, tending

_FILLED_IN = ("HOST_IP", "POD_IP", "HOSTNAME", "API_ADDR", "TRANSIT_ADDR", "RAFT_ADDR", "VAULT_REDUNDANCY_ZONE")


@pytest.mark.parametrize("replicas", [1, 3])
def test_each_server_knows_all_of_them(replicas: int) -> None:
    """Whichever starts last finds one that is there, and believes it by the platform's authority alone."""
    text = server_configuration(environment="prod", region="eu-central-1", namespace="system", replicas=replicas)
    found = re.findall(r'leader_api_addr = "(.*)"', text)
    assert found == [f"https://vault-{number}.vault-internal.system.svc:8200" for number in range(replicas)]
    assert text.count('leader_ca_cert_file = "/vault/userconfig/vault-tls/ca.crt"') == replicas


def test_it_is_sealed_by_the_key_that_exists_for_it() -> None:
    """By the alias, which is known before the key is."""
    text = server_configuration(environment="prod", region="eu-central-1", namespace="system", replicas=3)
    assert 'kms_key_id = "alias/portarium-prod-vault-unseal"' in text
    assert 'region = "eu-central-1"' in text


def test_nobody_is_answered_in_clear() -> None:
    """The chart's own example is."""
    text = server_configuration(environment="prod", region="eu-central-1", namespace="system", replicas=3)
    assert "tls_disable" not in text
    assert 'tls_cert_file = "/vault/userconfig/vault-tls/tls.crt"' in text


def test_memory_is_not_locked() -> None:
    """Storage of its own maps files into memory, and a container that may lock it is not restricted."""
    text = server_configuration(environment="dev", region="eu-central-1", namespace="system", replicas=1)
    assert "disable_mlock = true" in text


def test_the_chart_finds_nothing_to_fill_in() -> None:
    """It replaces these words wherever they are, and takes two braces for a template."""
    text = server_configuration(environment="prod", region="eu-central-1", namespace="system", replicas=3)
    assert not [word for word in _FILLED_IN if word in text]
    assert "{{" not in text


def test_braces_are_even() -> None:
    """One that is missing is a server that doesn't start."""
    text = server_configuration(environment="prod", region="eu-central-1", namespace="system", replicas=3)
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(("changed", "told"), [("certificate", 1), ("log", 1), ("nothing", 0)])
def test_a_server_is_told_of_a_new_certificate_and_of_a_full_file(tmp_path: Path, changed: str, told: int) -> None:
    """With stand-ins for what it calls: each turn of the loop is a sleep, the third of which ends it."""
    certificate, log, signals = tmp_path / "tls.crt", tmp_path / "audit.log", tmp_path / "signals"
    certificate.write_text("old")
    log.write_text("lines")
    turns = {
        "certificate": f"echo new > {certificate}",
        "log": "size=999999999",
        "nothing": ":",
    }
    script = "\n".join(
        (
            "turn=0; size=5",
            "sleep() {",
            '  turn=$((turn + 1)); [ "$turn" -lt 3 ] || exit 0',
            f'  [ "$turn" -gt 1 ] || {{ {turns[changed]}; }}',
            "}",
            f'stat() {{ [ -e {log} ] || return 1; echo "$size"; }}',
            "pidof() { echo 7; }",
            f'kill() {{ echo "$@" >> {signals}; size=5; echo lines > {log}; }}',
            tending()
            .replace("/vault/userconfig/vault-tls/tls.crt", str(certificate))
            .replace("/vault/audit/audit.log", str(log)),
        )
    )
    # `written` is read in a subshell: what the stand-in counts has to be there already.
    result = subprocess.run(["sh", "-ec", script], capture_output=True, text=True, check=False, timeout=20)
    assert result.returncode == 0, result.stderr
    assert (signals.read_text().splitlines() if signals.exists() else []) == ["-HUP 7"] * told
    assert (tmp_path / "audit.log.1").exists() is (changed == "log")
