"""The database keeps its password to itself, takes only TLS, and leaves a snapshot of a name of its own."""

from dataclasses import replace

import pytest

from components.aws.database import Database, DatabaseArgs, master_secret_arn
from tests.provider_answers import DATABASE, MASTER_SECRET_ARN, RANDOM_ID
from tests.recording import ACCOUNT_ID, Recording, Registered, record

KEY = "arn:aws:kms:eu-central-1:123456789012:key/database"
LOG_KEY = "arn:aws:kms:eu-central-1:123456789012:key/logs"
DEV = DatabaseArgs(
    environment="dev",
    account_id=ACCOUNT_ID,
    vpc_id="vpc-1",
    subnet_ids=["subnet-a", "subnet-b", "subnet-c"],
    client_security_group_ids={"nodes": "sg-nodes"},
    key_arn=KEY,
    log_key_arn=LOG_KEY,
    log_retention_days=30,
    engine_version="16",
    instance_class="db.t4g.medium",
    allocated_storage_gib=50,
    max_allocated_storage_gib=200,
    multi_az=False,
    backup_retention_days=7,
    backup_window="02:00-03:00",
    maintenance_window="sun:04:00-sun:05:00",
    performance_insights_retention_days=7,
    deletion_protection=False,
    apply_immediately=True,
    protect=False,
)
PROD = replace(DEV, environment="prod", deletion_protection=True, apply_immediately=False, protect=True)


def _record(args: DatabaseArgs = DEV) -> Recording:
    def program() -> object:
        database = Database("database", args)
        return {
            "address": database.address,
            "port": database.port,
            "instance_identifier": database.instance_identifier,
            "resource_id": database.resource_id,
            "master_secret_arn": database.master_secret_arn,
            "security_group_id": database.security_group_id,
            "runtime_database": database.runtime_database,
        }

    return record(program, computed={**RANDOM_ID, **DATABASE})


def _instance(recording: Recording) -> Registered:
    return recording.one("aws:rds/instance:Instance")


def test_no_password_passes_through_the_program() -> None:
    """RDS makes it and keeps it in a secret of our key; the program learns only the secret's ARN."""
    recording = _record()
    inputs = _instance(recording).inputs
    assert not {"password", "passwordWo"} & inputs.keys()
    assert inputs["manageMasterUserPassword"] is True
    assert inputs["masterUserSecretKmsKeyId"] == KEY
    assert recording.result["master_secret_arn"] == MASTER_SECRET_ARN


def test_storage_and_performance_data_are_encrypted_with_the_given_key() -> None:
    """Encryption without the key would use the account's default one, which nobody can restrict."""
    inputs = _instance(_record()).inputs
    assert inputs["storageEncrypted"] is True
    assert inputs["kmsKeyId"] == inputs["performanceInsightsKmsKeyId"] == KEY


def test_only_tls_and_scram_are_accepted() -> None:
    """The instance uses the group that forces them."""
    recording = _record()
    group = recording.one("aws:rds/parameterGroup:ParameterGroup")
    parameters = {parameter["name"]: parameter["value"] for parameter in group.inputs["parameters"]}
    assert parameters["rds.force_ssl"] == "1"
    assert parameters["rds.accepted_password_auth_method"] == "scram"
    assert _instance(recording).inputs["parameterGroupName"] == group.inputs["name"]


def test_what_the_audit_extension_is_told_it_is_there_to_hear() -> None:
    """Its parameters do nothing unless the instance loads it, and it says who was given which right."""
    group = _record().one("aws:rds/parameterGroup:ParameterGroup")
    parameters = {parameter["name"]: parameter["value"] for parameter in group.inputs["parameters"]}
    loaded = set(parameters["shared_preload_libraries"].split(","))
    assert {name.split(".")[0] for name in parameters if "." in name} - {"rds"} <= loaded
    assert "role" in parameters["pgaudit.log"].split(",")


def test_a_major_upgrade_gets_a_parameter_group_beside_the_one_in_use() -> None:
    """A group can't change its family, nor be deleted while the instance still uses it."""
    token = "aws:rds/parameterGroup:ParameterGroup"
    before = _record().one(token)
    after = _record(replace(DEV, engine_version="17")).one(token)
    assert (before.inputs["family"], after.inputs["family"]) == ("postgres16", "postgres17")
    assert before.name != after.name
    assert before.inputs["name"] != after.inputs["name"]


@pytest.mark.parametrize("agreed", [False, True])
def test_a_later_major_comes_by_agreement_alone(agreed: bool) -> None:
    """RDS refuses it otherwise, and somebody who only wanted to change a number keeps the database that they have."""
    args = replace(PROD, engine_version="17", allow_major_upgrade=agreed)
    inputs = _instance(_record(args)).inputs
    assert (inputs["allowMajorVersionUpgrade"], inputs["applyImmediately"]) == (agreed, False)


def test_log_groups_stand_before_rds_makes_its_own() -> None:
    """RDS's own would have no key, and keep logs for ever."""
    recording = _record()
    instance = _instance(recording)
    groups = recording.all("aws:cloudwatch/logGroup:LogGroup")
    assert {group.inputs["name"] for group in groups} == {
        f"/aws/rds/instance/{instance.inputs['identifier']}/{export}"
        for export in instance.inputs["enabledCloudwatchLogsExports"]
    }
    assert {group.inputs["kmsKeyId"] for group in groups} == {LOG_KEY}
    assert {group.urn for group in groups} <= set(instance.depends_on)


def test_final_snapshot_has_a_name_of_its_own() -> None:
    """Two lives of the same database leave two snapshots."""
    recording = _record()
    inputs = _instance(recording).inputs
    assert inputs["skipFinalSnapshot"] is False
    assert inputs["finalSnapshotIdentifier"].endswith(RANDOM_ID["random:index/randomId:RandomId"]["hex"])
    assert inputs["finalSnapshotIdentifier"].startswith("portarium-dev-database-final-")


def test_it_stands_in_the_given_subnets_behind_its_own_security_group() -> None:
    """Not in public, and not in the default group."""
    recording = _record()
    inputs = _instance(recording).inputs
    subnets = recording.one("aws:rds/subnetGroup:SubnetGroup")
    assert inputs["dbSubnetGroupName"] == subnets.inputs["name"]
    assert subnets.inputs["subnetIds"] == DEV.subnet_ids
    assert inputs["vpcSecurityGroupIds"] == [recording.result["security_group_id"]]
    assert inputs["publiclyAccessible"] is False


def test_protected_database_is_protected_everywhere() -> None:
    """By Pulumi on the leaf, by AWS, and its automated backups outlive it."""
    instance = _instance(_record(PROD))
    assert instance.protect
    assert instance.inputs["deletionProtection"] is True
    assert instance.inputs["deleteAutomatedBackups"] is False
    assert not _instance(_record(DEV)).protect


def test_the_database_that_rds_makes_is_the_runtimes() -> None:
    """Others are made by the job of the logins, each with an owner of its own."""
    recording = _record()
    assert recording.result["runtime_database"] == _instance(recording).inputs["dbName"]


def test_only_what_is_meant_to_leave_no_trace_leaves_no_snapshot() -> None:
    """A review environment goes with its pull request; every other database can be brought back."""
    assert _instance(_record(replace(DEV, final_snapshot=False))).inputs["skipFinalSnapshot"] is True


def test_the_role_it_makes_is_under_the_given_boundary() -> None:
    """The pipeline may make no other."""
    boundary = f"arn:aws:iam::{ACCOUNT_ID}:policy/boundary"
    role = _record(replace(DEV, permissions_boundary=boundary)).one("aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == boundary


def test_what_security_hub_asks_of_an_instance_is_so() -> None:
    """Its rules RDS.6, RDS.9, RDS.10, RDS.13, RDS.17, RDS.25 and RDS.36."""
    inputs = _instance(_record()).inputs
    assert inputs["monitoringInterval"] > 0
    assert {"postgresql", "upgrade"} <= set(inputs["enabledCloudwatchLogsExports"])
    assert inputs["iamDatabaseAuthenticationEnabled"] is True
    assert inputs.get("autoMinorVersionUpgrade", True) is True
    assert inputs["copyTagsToSnapshot"] is True
    assert inputs["username"] not in ("admin", "postgres")


def test_a_missing_master_secret_is_an_error_not_an_empty_string() -> None:
    """An empty ARN would be found out by the first workload that needs the password."""
    with pytest.raises(LookupError, match="names no secret"):
        master_secret_arn([])
