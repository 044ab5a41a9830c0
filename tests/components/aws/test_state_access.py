"""The states of its own environment are a delivery's, and of the one before it what that has completed."""

from dataclasses import replace

import pytest

from components.aws.state_access import StateStore, state_statements
from portarium_sandbox.iam.decision import allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, REGION

_STORE = StateStore(bucket="states", region=REGION, account_id=ACCOUNT_ID, source="dev")
_BUCKET = "arn:aws:s3:::states"
_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/7c1b"


def _may(action: str, path: str, *, write: bool = True, hosted: tuple[str, ...] = ()) -> bool:
    statements = state_statements(_STORE, account_id=ACCOUNT_ID, environment="staging", hosted=hosted, write=write)
    return allows([rendered(statements)], action, f"{_BUCKET}/{path}")


# The paths are those of Pulumi's own backend for buckets.
@pytest.mark.parametrize(
    "path",
    [
        ".pulumi/stacks/portarium/{}.json",
        ".pulumi/stacks/portarium/{}.json.bak",
        ".pulumi/history/portarium/{}/{}-1770000000.history.json",
        ".pulumi/backups/portarium/{}/{}.1770000000.json",
        ".pulumi/locks/organization/portarium/{}/4f0c.json",
    ],
)
def test_an_environment_has_its_own_states_and_no_others(path: str) -> None:
    """An update writes all of them, a preview reads them; those of another environment are closed to both."""
    for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"):
        assert _may(action, path.format("staging", "staging"))
        assert not _may(action, path.format("prod", "prod"))
        assert _may(action, path.format("staging", "staging"), write=False) == (action == "s3:GetObject")


def test_of_the_environment_before_it_reads_the_stack_alone() -> None:
    """Its releases are outputs of the stack; it writes none of them, and neither history nor locks are its business."""
    assert _may("s3:GetObject", ".pulumi/stacks/portarium/dev.json")
    assert not _may("s3:PutObject", ".pulumi/stacks/portarium/dev.json")
    assert not _may("s3:GetObject", ".pulumi/history/portarium/dev/dev-1770000000.checkpoint.json")
    assert not _may("s3:PutObject", ".pulumi/locks/organization/portarium/dev/4f0c.json")


def test_an_environment_delivers_the_states_of_those_it_hosts() -> None:
    """Review environments have stacks of their own and no role."""
    path = ".pulumi/stacks/portarium/review-7.json"
    assert _may("s3:PutObject", path, hosted=("review-*",))
    assert not _may("s3:PutObject", path)


def test_nobody_says_what_a_backend_is() -> None:
    """The engine reads that file before anything else, and who could write it could break every environment."""
    assert _may("s3:GetObject", ".pulumi/meta.yaml")
    assert not _may("s3:PutObject", ".pulumi/meta.yaml")


@pytest.mark.parametrize(
    ("alias", "opened"),
    [
        ("alias/portarium-staging-secrets", True),
        ("alias/portarium-dev-secrets", True),
        ("alias/portarium-prod-secrets", False),
        ("alias/portarium-staging-evidence", False),
    ],
)
def test_a_key_is_known_by_its_alias(alias: str, opened: bool) -> None:
    """Its own, and that of the environment before: the engine opens a stack's data key before it tells any output."""
    statements = state_statements(_STORE, account_id=ACCOUNT_ID, environment="staging", hosted=(), write=True)
    policies = [rendered(statements)]
    assert allows(policies, "kms:Decrypt", _KEY, context={"kms:ResourceAliases": alias}) == opened
    assert not allows(policies, "kms:Decrypt", _KEY)
    assert not allows(policies, "kms:Encrypt", _KEY, context={"kms:ResourceAliases": alias})


def test_in_another_account_a_key_is_known_by_its_account() -> None:
    """Which of them, the policies of the keys say there; an alias is told to nobody of another account."""
    store = replace(_STORE, account_id="999999999999")
    statements = state_statements(store, account_id=ACCOUNT_ID, environment="staging", hosted=(), write=True)
    policy = [rendered(statements)]
    assert allows(policy, "kms:Decrypt", f"arn:aws:kms:{REGION}:999999999999:key/7c1b")
    assert not allows(policy, "kms:Decrypt", _KEY)
