"""RDS: instances and their replicas."""

from typing import Any

from portarium_sandbox.providers.aws.api_errors import is_gone
from portarium_sandbox.providers.aws.conversion import as_list, as_map
from portarium_sandbox.providers.aws.services.rds_groups import RDS_TAGS
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Change, Fetch, Name, ResourceType
from portarium_sandbox.providers.aws.waiting import wait_until
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.properties import Properties

_BOTH = (
    "allocatedStorage autoMinorVersionUpgrade backupRetentionPeriod copyTagsToSnapshot dbParameterGroupName"
    " deletionProtection engineVersion iops maxAllocatedStorage monitoringInterval monitoringRoleArn multiAz"
    " publiclyAccessible storageThroughput storageType vpcSecurityGroupIds"
)
"""Settings that the create and the modify call take alike, and describe tells."""

_SETTINGS = (
    f"{_BOTH.replace(' dbParameterGroupName', '')} backupWindow maintenanceWindow caCertIdentifier"
    " iamDatabaseAuthenticationEnabled parameterGroupName instanceClass enabledCloudwatchLogsExports"
    " performanceInsightsEnabled performanceInsightsKmsKeyId performanceInsightsRetentionPeriod password"
    " manageMasterUserPassword masterUserSecretKmsKeyId"
)
_NAMES = {
    "backupWindow": "PreferredBackupWindow",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "caCertIdentifier": "CACertificateIdentifier",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "parameterGroupName": "DBParameterGroupName",
    "instanceClass": "DBInstanceClass",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "password": "MasterUserPassword",
    "multiAz": "MultiAZ",
    "identifier": "DBInstanceIdentifier",
    "username": "MasterUsername",
    "dbName": "DBName",
    "dbSubnetGroupName": "DBSubnetGroupName",
}
_FOR_EVER = "engine username dbName dbSubnetGroupName availabilityZone storageEncrypted kmsKeyId port identifier"
"""Settings of the create call alone."""

_ASKED_VERSION = "the version as it was asked for"
"""Where `_read_instance` puts it, beside the fields of the answer."""

# A replica takes these from its source, and the API refuses them.
_OF_THE_SOURCE = frozenset(
    [
        "engine",
        "engineVersion",
        "username",
        "dbName",
        "password",
        "manageMasterUserPassword",
        "backupRetentionPeriod",
        "masterUserSecretKmsKeyId",
    ]
)


def _settings(subject: Subject, names: str) -> dict[str, Any]:
    values = {_NAMES.get(name, name[:1].upper() + name[1:]): subject.get(name) for name in names.split()}
    return {name: value for name, value in values.items() if value is not None}


def _create_instance(subject: Subject) -> Any:
    client = subject.client()
    source = subject.get("replicateSourceDb")
    tags = {"Tags": RDS_TAGS.at_creation(subject)} if subject.tags else {}
    if not source:
        return client.create_db_instance(**_settings(subject, f"{_FOR_EVER} {_SETTINGS}"), **tags)
    names = " ".join(name for name in f"{_FOR_EVER} {_SETTINGS}".split() if name not in _OF_THE_SOURCE)
    replica = _settings(subject, names)
    for foreign in ("AllocatedStorage", "StorageEncrypted", "CACertificateIdentifier", "PreferredBackupWindow"):
        replica.pop(foreign, None)
    replica.pop("PreferredMaintenanceWindow", None)
    return client.create_db_instance_read_replica(SourceDBInstanceIdentifier=source, **replica, **tags)


def _modify_instance(subject: Subject) -> None:
    """Send what changed; a retention of backups that a replica gets counts as a change, too."""
    changed = " ".join(
        name
        for name in _SETTINGS.split()
        if subject.get(name) != subject.old_inputs.get(name) and subject.get(name) is not None
    )
    values = _settings(subject, changed)
    exports = values.pop("EnableCloudwatchLogsExports", None)
    if exports is not None:
        before = as_list(subject.old_inputs.get("enabledCloudwatchLogsExports"))
        values["CloudwatchLogsExportConfiguration"] = {
            "EnableLogTypes": [kind for kind in exports if kind not in before],
            "DisableLogTypes": [kind for kind in before if kind not in exports],
        }
    if not values:
        return
    subject.client().modify_db_instance(
        DBInstanceIdentifier=subject.known("identifier"),
        ApplyImmediately=bool(subject.get("applyImmediately")),
        AllowMajorVersionUpgrade=bool(subject.get("allowMajorVersionUpgrade")),
        **values,
    )
    _settle(subject)


def _promote(subject: Subject) -> None:
    """Without its source, a replica becomes an instance of its own."""
    if subject.old_inputs.get("replicateSourceDb") and not subject.get("replicateSourceDb"):
        subject.client().promote_read_replica(DBInstanceIdentifier=subject.known("identifier"))
        _settle(subject)


def _delete_instance(subject: Subject) -> None:
    snapshot = subject.get("finalSnapshotIdentifier")
    skip = bool(subject.get("skipFinalSnapshot"))
    final = {} if skip or not snapshot else {"FinalDBSnapshotIdentifier": snapshot}
    subject.client().delete_db_instance(
        DBInstanceIdentifier=subject.known("identifier"),
        SkipFinalSnapshot=skip,
        DeleteAutomatedBackups=subject.get("deleteAutomatedBackups") is not False,
        **final,
    )


def _instance(subject: Subject) -> Any:
    """By its name or, as pulumi-aws has it since version 6, its resource id."""
    name = subject.known("identifier") or subject.identifier
    found = subject.client().describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    return found[0] if found else None


def _read_instance(subject: Subject) -> Any:
    """What RDS tells, with the version as it was asked for: to pulumi-aws, every 17.x is the `17` that was meant."""
    instance, asked = _instance(subject), subject.known("engineVersion")
    if not instance:
        return None
    actual = instance["EngineVersion"]
    return {**instance, _ASKED_VERSION: asked if asked and f"{actual}.".startswith(f"{asked}.") else actual}


def _state(subject: Subject) -> str:
    try:
        return _instance(subject)["DBInstanceStatus"]
    except Exception as error:
        if is_gone(error):
            return ""
        raise


def _settle(subject: Subject) -> None:
    wait_until(subject, lambda: _state(subject), reached=("available", "storage-optimization"), failed=("failed", ""))


def _settle_deleted(subject: Subject) -> None:
    wait_until(subject, lambda: _state(subject), reached=("",))


def _check_instance(inputs: Properties) -> None:
    if inputs.get("manageMasterUserPassword") and inputs.get("password"):
        raise InputError(("password", "conflicts with manageMasterUserPassword"))
    if not inputs.get("skipFinalSnapshot") and not inputs.get("finalSnapshotIdentifier"):
        raise InputError(("finalSnapshotIdentifier", "required unless skipFinalSnapshot is true"))


def _endpoint(instance: dict[str, Any]) -> str | None:
    endpoint = as_map(instance.get("Endpoint"))
    return f"{endpoint['Address']}:{endpoint['Port']}" if "Address" in endpoint else None


def _secrets(instance: dict[str, Any]) -> list[dict[str, Any]]:
    secret = instance.get("MasterUserSecret")
    if not secret:
        return []
    return [
        {
            "secretArn": secret["SecretArn"],
            "secretStatus": secret["SecretStatus"],
            "kmsKeyId": secret.get("KmsKeyId"),
        }
    ]


_ELSEWHERE = ("dbParameterGroupName", "engineVersion", "vpcSecurityGroupIds")
"""Settings of `_BOTH` that describe tells in another place."""

_TOLD = " ".join(name for name in _BOTH.split() if name not in _ELSEWHERE)
_INSTANCE_READ = Fetch(
    _read_instance,
    f"{_TOLD} engine username dbName"
    " availabilityZone storageEncrypted kmsKeyId identifier backupWindow maintenanceWindow instanceClass",
    {
        "arn": "DBInstanceArn",
        "address": "Endpoint.Address",
        "endpoint": _endpoint,
        "port": "Endpoint.Port",
        "hostedZoneId": "Endpoint.HostedZoneId",
        "status": "DBInstanceStatus",
        "resourceId": "DbiResourceId",
        "engineVersion": _ASKED_VERSION,
        "engineVersionActual": "EngineVersion",
        "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
        "vpcSecurityGroupIds": lambda instance: [
            group["VpcSecurityGroupId"] for group in as_list(instance.get("VpcSecurityGroups"))
        ],
        "parameterGroupName": "DBParameterGroups.0.DBParameterGroupName",
        "iamDatabaseAuthenticationEnabled": "IAMDatabaseAuthenticationEnabled",
        "replicateSourceDb": "ReadReplicaSourceDBInstanceIdentifier",
        "replicas": "ReadReplicaDBInstanceIdentifiers",
    },
    # In the provider's own shape: the API's names would be looked up in it, and nothing found.
    shaped={"masterUserSecrets": _secrets},
    tags="TagList",
)


ROWS = (
    ResourceType(
        type="aws:rds/instance:Instance",
        service="rds",
        create=_create_instance,
        identity="DBInstance.DbiResourceId",
        read=(_INSTANCE_READ,),
        changes=(Change("replicateSourceDb", _promote, False), Change(_SETTINGS, _modify_instance, False)),
        delete=_delete_instance,
        replace="engine username dbName dbSubnetGroupName availabilityZone storageEncrypted kmsKeyId port"
        " identifier identifierPrefix",
        local="applyImmediately allowMajorVersionUpgrade deleteAutomatedBackups finalSnapshotIdentifier"
        " skipFinalSnapshot",
        defaults={
            "applyImmediately": False,
            "autoMinorVersionUpgrade": True,
            "copyTagsToSnapshot": False,
            "deleteAutomatedBackups": True,
            "monitoringInterval": 0,
            "publiclyAccessible": False,
            "skipFinalSnapshot": False,
        },
        name=Name(property="identifier", maximum=63, lower_case=True),
        names=_NAMES,
        tagging=RDS_TAGS,
        settle=_settle,
        settle_deleted=_settle_deleted,
        find=lambda subject: as_map(_instance(subject)).get("DbiResourceId"),
        validate=_check_instance,
        volatile="engineVersionActual status",
        import_identifier=lambda identity: {"identifier": identity},
    ),
)
