"""A workload may do its work, and nothing that would change what evidence says."""

from components.aws import workload_permissions
from portarium_sandbox.iam.decision import allows
from tests.components.aws.rendered import rendered

_BUCKET = "arn:aws:s3:::evidence"
_KEY = "arn:key"


def test_the_control_plane_adds_evidence_and_takes_none_away() -> None:
    """It writes and reads; it can't delete, hold, or set a retention."""
    policies = [rendered(workload_permissions.evidence_recording(bucket_arn=_BUCKET, key_arn=_KEY))]
    assert allows(policies, "s3:PutObject", f"{_BUCKET}/run/1")
    assert allows(policies, "kms:GenerateDataKey", _KEY)
    for forbidden in ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention", "s3:PutObjectLegalHold"):
        assert not allows(policies, forbidden, f"{_BUCKET}/run/1")


def test_a_workload_signs_in_to_the_database_as_its_own_user() -> None:
    """Another user of the same database is refused, and so is another database."""
    login = workload_permissions.database_login(
        region="eu-central-1", account_id="123456789012", database_resource_id="db-1", user="runtime"
    )
    policies = [rendered(login)]
    database = "arn:aws:rds-db:eu-central-1:123456789012:dbuser"
    assert allows(policies, "rds-db:connect", f"{database}:db-1/runtime")
    assert not allows(policies, "rds-db:connect", f"{database}:db-1/administrator")
    assert not allows(policies, "rds-db:connect", f"{database}:db-2/runtime")


def test_who_makes_logins_writes_their_secrets_and_reads_the_masters() -> None:
    """The master's is RDS's to write; no other secret is read, and the keys are used through Secrets Manager alone."""
    secrets = "arn:aws:secretsmanager:eu-central-1:123456789012:secret"
    master, login, other = (f"{secrets}:{name}" for name in ("rds!db-1-aB3dEf", "portarium/dev/a-aB3dEf", "b-aB3dEf"))
    statements = workload_permissions.database_administration(
        master_secret_arn=master, secret_arns=[login], key_arns=[_KEY], region="eu-central-1"
    )
    policies = [rendered(statements)]
    assert allows(policies, "secretsmanager:GetSecretValue", master)
    assert not allows(policies, "secretsmanager:PutSecretValue", master)
    for action in ("GetSecretValue", "PutSecretValue"):
        assert allows(policies, f"secretsmanager:{action}", login)
        assert not allows(policies, f"secretsmanager:{action}", other)
    assert not allows(policies, "kms:Decrypt", _KEY)
    through = {"kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com"}
    assert allows(policies, "kms:Decrypt", _KEY, context=through)


def test_who_renews_secrets_reads_none() -> None:
    """It writes what is made up, and sees of the others how old they are; and it tells of it in one log."""
    secrets = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portarium/dev"
    group = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/secretsmanager/portarium-dev-freshness"
    made_up, given = f"{secrets}/api/token-a1B2c3", f"{secrets}/gateway/token-a1B2c3"
    statements = workload_permissions.secrets_renewal(
        rotated_arns=[made_up], watched_arns=[given], key_arn=_KEY, log_group_arn=group, region="eu-central-1"
    )
    policies = [rendered(statements)]
    assert allows(policies, "secretsmanager:PutSecretValue", made_up)
    assert not allows(policies, "secretsmanager:PutSecretValue", given)
    for secret in (made_up, given):
        assert allows(policies, "secretsmanager:ListSecretVersionIds", secret)
        assert not allows(policies, "secretsmanager:GetSecretValue", secret)
    assert allows(policies, "logs:PutLogEvents", f"{group}:log-stream:freshness")
    assert not allows(policies, "logs:PutLogEvents", f"{group[:-9]}other:log-stream:freshness")
