"""What the local environment's services are configured by is what the clusters' are."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.database_parameters import PARAMETERS
from ops.operations.local import nats
from ops.operations.local.files import files, stale, write
from ops.operations.local.source import Source, read_source
from stacks.platform_values import platform_values
from tests.settings.configuration import resolved


@cache
def _source() -> Source:
    return read_source()


@cache
def _values(service: str) -> dict[str, Any]:
    return next(dict(each.values) for each in platform_values(resolved("dev", {})) if each.service == service)


def test_the_files_are_up_to_date() -> None:
    """What is in the repository is what would be written now."""
    assert [str(path) for path in stale()] == [], "run: portarium local generate"


def test_a_change_of_the_source_is_seen(tmp_path: Path) -> None:
    """And written, in the files that it concerns alone."""
    write(tmp_path, _source)
    assert stale(tmp_path, _source) == []
    longer = replace(_source(), evidence_days=30)
    assert stale(tmp_path, lambda: longer) == [tmp_path / "evidence" / "object-lock.json"]
    assert write(tmp_path, lambda: longer) == [tmp_path / "evidence" / "object-lock.json"]


def test_evidence_is_locked_for_seven_days() -> None:
    """In the mode that staging has."""
    assert json.loads(files(_source())["evidence/object-lock.json"]) == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 7}},
    }


def test_nats_has_the_accounts_of_the_clusters() -> None:
    """With their users; the execution plane's account keeps nothing."""
    text = files(_source())["nats/nats.conf"]
    accounts: dict[str, Any] = _values("nats")["config"]["merge"]["accounts"]
    for name, account in accounts.items():
        (mine,) = re.findall(rf"^  {name} {{\n(.*?)^  }}", text, re.MULTILINE | re.DOTALL)
        assert all(f'"{each["user"]}"' in mine for each in account["users"])
        assert ("jetstream" in mine) == ("jetstream" in account)
    assert "password: $NATS_PASSWORD" in text


def test_each_stream_is_translated_word_for_word() -> None:
    """Its lengths of time are in nanoseconds, as its own API has them."""
    (spec,) = [each["spec"] for each in _values("nats")["extraResources"]]
    mine = json.loads(files(_source())["nats/streams/PORTARIUM_EVENTS.json"])
    assert mine["subjects"] == spec["subjects"]
    assert mine["max_bytes"] == spec["maxBytes"]
    assert mine["max_age"] == 7 * 24 * 3600 * 10**9
    assert mine["deny_delete"] is True


def test_a_word_of_a_stream_that_nobody_has_translated_is_refused() -> None:
    """Left out in silence, it would be a difference."""
    with pytest.raises(ValueError, match="stream EVENTS: allowMsgTtl: not translated"):
        nats.stream_configuration({"name": "EVENTS", "allowMsgTtl": True})


def test_temporal_has_the_retention_and_the_shards_of_dev() -> None:
    """And a namespace of its own, made by the rule that names all."""
    made = files(_source())
    wanted = _values("temporal")["server"]["config"]
    days = int(wanted["namespaces"]["namespace"][0]["retention"].removesuffix("d"))
    assert f"NAMESPACE=portarium-local\nRETENTION={days * 24}h\n" in made["temporal/namespace.env"]
    # What the server fills in stands in braces, which YAML takes for its own.
    server = yaml.safe_load(re.sub(r"\{\{.*?\}\}", "1", made["temporal/server.yaml"]))
    assert server["persistence"]["numHistoryShards"] == wanted["persistence"]["numHistoryShards"]
    assert made["temporal/server.yaml"].startswith("# enable-template\n")


def test_postgresql_is_set_as_the_parameter_group_is() -> None:
    """Without what RDS alone knows, and without the extensions that its image lacks."""
    text = files(_source())["postgresql/postgresql.conf"]
    left_out = {name for name, value in PARAMETERS.items() if f"{name} = '{value}'\n" not in text}
    assert left_out == {
        "rds.force_ssl",
        "rds.accepted_password_auth_method",
        "shared_preload_libraries",
        "pgaudit.log",
    }


def test_vault_has_a_policy_for_each_plane_that_has_secrets() -> None:
    """It reads its own, and nothing else."""
    made = files(_source())
    policies = {path: text for path, text in made.items() if path.startswith("vault/policies/")}
    assert [Path(path).stem for path in sorted(policies)] == [
        "portarium-local-control",
        "portarium-local-data",
        "portarium-local-execution",
    ]
    assert 'path "portarium/data/local/control/*"' in policies["vault/policies/portarium-local-control.hcl"]


def test_traces_pass_the_collector_to_tempo() -> None:
    """Each pipeline is made of what is configured, and Grafana looks where they end."""
    made = files(_source())
    collector = yaml.safe_load(made["collector/collector.yaml"])
    for pipeline in collector["service"]["pipelines"].values():
        for kind, names in pipeline.items():
            assert set(names) <= set(collector[kind])
    (exporter,) = collector["service"]["pipelines"]["traces"]["exporters"]
    assert collector["exporters"][exporter]["endpoint"] == "tempo:4317"
    assert yaml.safe_load(made["grafana/provisioning/datasources/tempo.yaml"])["datasources"][0]["uid"] == "tempo"
    assert "tempo" in made["grafana/dashboards/traces.json"]


def test_the_proxy_allows_the_hosts_of_dev() -> None:
    """By the configuration that the component writes."""
    made = files(_source())
    assert made["egress/allowed-hosts"] == "".join(
        f"{host}\n" for host in sorted(host.as_domain for host in resolved("dev", {}).egress.allowed_hosts)
    )
    assert "http_access deny all" in made["egress/squid.conf"]
