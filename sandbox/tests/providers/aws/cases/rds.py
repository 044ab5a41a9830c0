"""RDS."""

from typing import Any

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnets


def _parameters(world: World, made: Made) -> Properties:
    parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "immediate"}
    world.api("rds").modify_db_parameter_group(DBParameterGroupName=made.identifier, Parameters=[parameter])
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert {"name": "rds.force_ssl", "value": "0", "applyMethod": "immediate"} in inputs["parameters"]
    return {"parameters": inputs["parameters"]}


def _fewer_subnets(world: World, made: Made) -> Properties:
    kept = made["subnetIds"][:1]
    world.api("rds").modify_db_subnet_group(DBSubnetGroupName=made.identifier, SubnetIds=kept)
    return {"subnetIds": kept}


def instance(world: World, **others: Any) -> Properties:
    """A small PostgreSQL."""
    group = world.make("aws:rds/subnetGroup:SubnetGroup", subnetIds=subnets(world))
    return {
        "engine": "postgres",
        "engineVersion": "16.4",
        "instanceClass": "db.t4g.small",
        "allocatedStorage": 20,
        "dbName": "portarium",
        "username": "portarium",
        "dbSubnetGroupName": group.identifier,
        "manageMasterUserPassword": True,
        "storageEncrypted": True,
        "backupRetentionPeriod": 7,
        "skipFinalSnapshot": True,
        "tags": {"team": "data"},
        **others,
    }


def _unprotected(world: World, made: Made) -> Properties:
    world.api("rds").modify_db_instance(DBInstanceIdentifier=made["identifier"], BackupRetentionPeriod=1)
    return {"backupRetentionPeriod": 1}


def _subscription(world: World) -> Properties:
    return {
        "snsTopic": world.make("aws:sns/topic:Topic").identifier,
        "sourceType": "db-parameter-group",
        "sourceIds": [_group(world)],
        "eventCategories": ["configuration change"],
        "tags": {"team": "data"},
    }


def _group(world: World) -> str:
    return world.make("aws:rds/parameterGroup:ParameterGroup", family="postgres17").identifier


def _silenced(world: World, made: Made) -> Properties:
    world.api("rds").modify_event_subscription(SubscriptionName=made["name"], Enabled=False)
    return {"enabled": False}


CASES = [
    Case(
        token="aws:rds/eventSubscription:EventSubscription",
        inputs=_subscription,
        change=lambda world: {
            "snsTopic": world.make("aws:sns/topic:Topic").identifier,
            "sourceIds": [_group(world)],
            "tags": {"team": "platform"},
        },
        replacement={"name": "another"},
        drift=_silenced,
        wrong_type={"sourceIds": "portarium-dev-database"},
    ),
    Case(
        token="aws:rds/subnetGroup:SubnetGroup",
        inputs=lambda world: {"subnetIds": subnets(world), "description": "data", "tags": {"team": "data"}},
        change=lambda world: {"subnetIds": subnets(world)},
        replacement={"name": "another"},
        drift=_fewer_subnets,
        wrong_type={"subnetIds": "subnet-1"},
    ),
    Case(
        token="aws:rds/parameterGroup:ParameterGroup",
        inputs=lambda _: {
            "family": "postgres16",
            "description": "data",
            "parameters": [{"name": "rds.force_ssl", "value": "1", "applyMethod": "pending-reboot"}],
        },
        change={
            "parameters": [{"name": "log_statement", "value": "ddl", "applyMethod": "immediate"}],
            "tags": {"team": "data"},
        },
        replacement={"family": "postgres17"},
        drift=_parameters,
        wrong_type={"parameters": [{"name": "rds.force_ssl", "value": 1}]},
    ),
    Case(
        token="aws:rds/instance:Instance",
        inputs=instance,
        change={
            "instanceClass": "db.m7g.large",
            "allocatedStorage": 50,
            "backupRetentionPeriod": 14,
            "applyImmediately": True,
            "tags": {"team": "platform"},
        },
        replacement={"engine": "mysql"},
        drift=_unprotected,
        wrong_type={"multiAz": "yes"},
    ),
]
