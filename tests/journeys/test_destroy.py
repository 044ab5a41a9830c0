"""`destroy` of dev leaves AWS and Kubernetes as they were before it: what stays is the account's."""

from __future__ import annotations

import pytest

from portarium_sandbox.accounts import stack_of
from portarium_sandbox.session import Session
from tests.journeys.interruption import back_up
from tests.journeys.inventory import names_in_aws
from tests.journeys.releases import up_account

DELIVERY = ("preview", "deploy", "deploy-tagged", "deploy-named", "deploy-states")
OF_THE_ACCOUNT = tuple(f"portarium-dev-{name}" for name in ("boundary", *(f"delivery-{part}" for part in DELIVERY)))


@pytest.fixture(scope="module")
def destroyed(spare_sandbox: Session) -> Session:
    """Dev, brought up completely and destroyed."""
    session = back_up(spare_sandbox)
    up_account(session, "dev")
    session.pulumi("cancel", "-s", "dev", "--yes")
    up = session.pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    assert up.exit_code == 0, up.explain()
    session.boto3("s3").put_object(Bucket=session.outputs("dev")["evidenceBucket"], Key="journeys/record", Body=b"it")
    assert names_in_aws(session)
    result = session.pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert result.exit_code == 0, result.explain()
    return session


def test_the_state_is_empty(destroyed: Session) -> None:
    """Pulumi knows of nothing any more, and has no output."""
    assert destroyed.state("dev")["deployment"].get("resources", []) == []
    assert destroyed.outputs("dev") == {}


def test_what_is_the_accounts_stays(destroyed: Session) -> None:
    """The issuer that other environments trust, and the roles that brought this one up; and nothing of dev's."""
    left = names_in_aws(destroyed)
    assert [name for name in left if "token.actions.githubusercontent.com" in name]
    assert [name for name in left if name.startswith("cloudtrail:")]
    assert not [name for name in left if "portarium-dev" in name and not name.endswith(OF_THE_ACCOUNT)]


def test_aws_is_empty(destroyed: Session) -> None:
    """Once the account's stack is gone, no service has anything left that either of them had made."""
    account = stack_of(destroyed.project.accounts.of("dev"))
    result = destroyed.pulumi("destroy", "-s", account, "--yes", "--skip-preview")
    assert result.exit_code == 0, result.explain()
    assert names_in_aws(destroyed) == []
    up_account(destroyed, "dev")


def test_the_last_backup_is_all_that_stays(destroyed: Session) -> None:
    """The final snapshot outlives the database: that is what it is for."""
    snapshots = destroyed.boto3("rds").describe_db_snapshots()["DBSnapshots"]
    assert snapshots
    assert {snapshot["DBInstanceIdentifier"] for snapshot in snapshots} == {"portarium-dev-database"}


def test_no_cluster_runs_or_is_reachable(destroyed: Session) -> None:
    """The control plane went with its cluster: its process, its folder and its context in the kubeconfig."""
    assert not list(destroyed.folder.clusters.glob("portarium-dev"))
    assert "portarium-dev" not in destroyed.folder.kubeconfig.read_text(encoding="utf-8")


def test_the_settings_stay(destroyed: Session) -> None:
    """The stack itself is still there and comes up again from the same file."""
    preview = destroyed.pulumi("preview", "-s", "dev")
    assert preview.exit_code == 0, preview.explain()
    assert list(preview.changes) == ["create"]
