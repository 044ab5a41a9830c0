"""Whoever cannot come in is told why in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.main import application, main
from ops.operations.access.bootstrap import bootstrap
from ops.operations.access.register import register
from ops.operations.aws import Aws
from ops.operations.error import OperationError
from tests.ops.operations.access.ground import REGION, Site


def refusal(site: Site, entrance: object = None) -> str:
    """The one line with which a bootstrap is refused."""
    with pytest.raises(OperationError) as refused:
        bootstrap(entrance or site.entrance, print)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_another_name_than_that_of_the_certificate_is_refused(site: Site) -> None:
    """The server is not the one that the plan names."""
    site.content["server"]["host"] = "elsewhere.example.com"
    assert "elsewhere.example.com" in refusal(site)
    assert "certificate" in refusal(site)


def test_an_authority_that_did_not_sign_is_refused(site: Site) -> None:
    """The roots of RDS know nothing of the sandbox's certificate."""
    others = Path(__file__).parents[4] / "infra" / "rds-authorities.pem"
    assert "certificate verify failed" in refusal(site, replace(site.entrance, authority=others))


def test_a_missing_authority_is_said(site: Site, tmp_path: Path) -> None:
    """With the option that names it."""
    assert refusal(site, replace(site.entrance, authority=tmp_path / "no.pem")).endswith("RDS (--authority)")


def test_a_server_that_is_not_there_is_one_line(site: Site) -> None:
    """Without a traceback."""
    site.content["server"]["port"] = 1
    assert "Connection refused" in refusal(site)


def test_a_role_that_may_not_read_the_masters_secret_is_refused(site: Site) -> None:
    """In AWS's words."""
    stranger = Aws(REGION, site.ground.session(f"{site.name}stranger"))
    assert "AccessDeniedException" in refusal(site, replace(site.entrance, aws=stranger))


def test_a_role_that_may_not_write_a_secret_is_refused(site: Site) -> None:
    """The password that was made is nobody's; the next bootstrap makes another."""
    reader = {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"], "Resource": "*"}
    session = site.ground.session(f"{site.name}reader", reader)
    said = refusal(site, replace(site.entrance, aws=Aws(REGION, session)))
    assert said.startswith("put_secret_value: AccessDeniedException")


def test_a_role_that_may_not_sign_in_by_a_token_is_refused(site: Site) -> None:
    """In RDS's words."""
    bootstrap(site.entrance, print)
    stranger = Aws(REGION, site.ground.session(f"{site.name}nobody"))
    with pytest.raises(OperationError, match=f'PAM authentication failed for user "{site.name}-migration"$'):
        register(replace(site.entrance, aws=stranger), print)


def test_a_secret_of_the_master_that_is_wrong_is_one_line(site: Site) -> None:
    """Neither the password nor a token lets it in."""
    secret = site.ground.secret(f"{site.name}wrong")
    site.content["server"]["masterSecret"] = secret
    assert refusal(site).endswith("has no value yet; RDS writes it")
    site.ground.client("secretsmanager").put_secret_value(
        SecretId=secret, SecretString='{"username": "keeper", "password": "guess"}'
    )
    said = refusal(site)
    assert "password authentication failed" in said
    assert said.endswith("neither with the secret of the master nor with a token")
    assert "guess" not in said


def test_the_commands_carry_a_plan_out(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variables of the process, as in a pod."""
    for name, value in site.ground.worker.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    common = ["--plan", str(site.write(tmp_path)), "--authority", site.ground.endpoint["authority"]]
    made = CliRunner().invoke(application, ["database", "bootstrap", *common])
    assert made.exit_code == 0, made.output
    rotated = CliRunner().invoke(application, ["database", "rotate", *common, "--login", f"{site.name}-migration"])
    assert rotated.exit_code == 0, rotated.output
    assert site.secret_of("migration")["username"] == f"{site.name}-migration-b"
    with site.by_secret("migration") as owner:
        owner.execute("CREATE TABLE workspace_registry (tenant_id text PRIMARY KEY)")
    registered = CliRunner().invoke(application, ["database", "register", *common])
    assert registered.output.splitlines() == ["__global__: registered", "ws-local-dev: registered"]


def test_a_command_that_is_refused_ends_with_one_line_and_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As every command of ours does."""
    monkeypatch.setattr("sys.argv", ["portarium", "database", "bootstrap", "--plan", str(tmp_path / "plan.json")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1
