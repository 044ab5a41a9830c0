"""Every connection is recorded, encrypted, by a role that can do nothing else."""

import json

from components.aws.flow_log import FlowLog, FlowLogArgs
from portarium_sandbox.iam.decision import admits, allows
from tests.recording import ACCOUNT_ID, Recording, record

_SERVICE = {"Service": "vpc-flow-logs.amazonaws.com"}


def _record() -> Recording:
    def program() -> object:
        flow_log = FlowLog(
            "flow-log",
            FlowLogArgs(
                environment="dev",
                vpc_id="vpc-1",
                account_id=ACCOUNT_ID,
                logs_key_arn="arn:logs-key",
                retention_days=30,
                permissions_boundary="arn:boundary",
            ),
        )
        return flow_log.log_group_name

    return record(program)


def test_accepted_and_rejected_connections_go_to_the_encrypted_group() -> None:
    """The flow log writes to the group that the key encrypts, not to one that AWS makes on the way."""
    recording = _record()
    group = recording.one("aws:cloudwatch/logGroup:LogGroup")
    flow_log = recording.one("aws:ec2/flowLog:FlowLog")
    assert group.inputs["kmsKeyId"] == "arn:logs-key"
    assert flow_log.inputs["logDestination"].endswith(f":{group.name}")
    assert flow_log.inputs["trafficType"] == "ALL"
    assert recording.result == group.inputs["name"]


def test_the_role_writes_to_this_group_only() -> None:
    """Neither another group's streams nor anything but writing."""
    recording = _record()
    group = next(iter(recording.all("aws:ec2/flowLog:FlowLog"))).inputs["logDestination"]
    policies = [json.loads(recording.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])]
    assert allows(policies, "logs:PutLogEvents", f"{group}:log-stream:eni-1")
    assert not allows(policies, "logs:PutLogEvents", "arn:aws:logs:another-group:log-stream:eni-1")
    assert not allows(policies, "logs:DeleteLogGroup", group)


def test_the_service_writes_for_our_account_only() -> None:
    """Another account can't have the service write its records with our role."""
    role = _record().one("aws:iam/role:Role")
    trust = json.loads(role.inputs["assumeRolePolicy"])
    assert admits(trust, "sts:AssumeRole", {"aws:SourceAccount": ACCOUNT_ID}, principal=_SERVICE)
    assert not admits(trust, "sts:AssumeRole", {"aws:SourceAccount": "999999999999"}, principal=_SERVICE)
    assert role.inputs["permissionsBoundary"] == "arn:boundary"


def test_the_role_can_write_before_the_first_record() -> None:
    """Otherwise AWS reports the flow log as failed and drops the first minutes."""
    recording = _record()
    writing = recording.one("aws:iam/rolePolicy:RolePolicy")
    assert writing.urn in recording.one("aws:ec2/flowLog:FlowLog").depends_on
