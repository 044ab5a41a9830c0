"""Delivery runs inside the network, on machines whose own role opens nothing."""

import json
from typing import Any

import pytest
import yaml

from components.aws.delivery_boundary import boundary_statements
from components.aws.delivery_runner import DeliveryRunner, DeliveryRunnerArgs
from portarium_sandbox.iam.decision import admits, allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, REGION, Recording, record
from tests.workflows.workflow import workflow

_HERE = f"arn:aws:ec2:{REGION}:{ACCOUNT_ID}"
_INTERFACE = f"{_HERE}:network-interface/eni-1"
_BOUNDARY: dict[str, Any] = rendered(boundary_statements(ACCOUNT_ID, "dev", domain="x-dev.portarium.example"))


def _record() -> Recording:
    def program() -> object:
        runner = DeliveryRunner(
            "runner",
            DeliveryRunnerArgs(
                environment="dev",
                region=REGION,
                account_id=ACCOUNT_ID,
                repository="acme/infrastructure",
                vpc_id="vpc-1",
                subnet_ids=["subnet-1", "subnet-2"],
                api_security_group_id="sg-api",
                logs_key_arn="arn:logs-key",
                log_retention_days=365,
                permissions_boundary="arn:boundary",
            ),
        )
        return {"project": runner.project_name, "group": runner.security_group_id}

    return record(program)


def _may(action: str, resource: str = "*", **context: str) -> bool:
    policies = [json.loads(_record().one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])]
    asked = {key.replace("__", ":"): value for key, value in context.items()}
    return allows(policies, action, resource, context=asked, boundary=_BOUNDARY)


def test_the_machines_stand_in_the_private_subnets() -> None:
    """Of the network that the cluster is in, in a group of their own."""
    recording = _record()
    inside = recording.one("aws:codebuild/project:Project").inputs["vpcConfig"]
    assert inside == {
        "vpcId": "vpc-1",
        "subnets": ["subnet-1", "subnet-2"],
        "securityGroupIds": [recording.result["group"]],
    }


def test_the_kubernetes_api_lets_the_machines_in() -> None:
    """By their group, on HTTPS, and nobody is let in to a machine."""
    recording = _record()
    rule = recording.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (rule["securityGroupId"], rule["referencedSecurityGroupId"]) == ("sg-api", recording.result["group"])
    assert (rule["fromPort"], rule["toPort"]) == (443, 443)


def test_only_jobs_that_deliver_get_a_machine() -> None:
    """A pushed commit or any other workflow starts none."""
    webhook = _record().one("aws:codebuild/webhook:Webhook").inputs
    assert webhook["filterGroups"] == [
        {
            "filters": [
                {"type": "EVENT", "pattern": "WORKFLOW_JOB_QUEUED"},
                {"type": "WORKFLOW_NAME", "pattern": "^(Deploy|Preview)$"},
            ]
        }
    ]


def test_a_machine_holds_no_variable_and_no_privilege() -> None:
    """Security Hub's rules CodeBuild.2 and CodeBuild.5: what a job needs it brings along."""
    environment = _record().one("aws:codebuild/project:Project").inputs["environment"]
    assert environment["privilegedMode"] is False
    assert "environmentVariables" not in environment


def test_a_machine_outlives_its_job() -> None:
    """The job's own limit tells what was going on; a machine that is taken away tells nothing."""
    minutes = _record().one("aws:codebuild/project:Project").inputs["buildTimeout"]
    jobs = [workflow("deploy")["jobs"]["deploy"], workflow("preview")["jobs"]["cloud"]]
    assert minutes > max(job["timeout-minutes"] for job in jobs)


def test_no_token_of_githubs_is_within_a_jobs_reach() -> None:
    """A connection of the project's own would be opened by its role, which every job can take."""
    project = _record().one("aws:codebuild/project:Project").inputs
    assert "auths" not in project["source"]
    assert "auth" not in project["source"]
    assert yaml.safe_load(project["source"]["buildspec"])["phases"] == {"build": {"commands": [":"]}}
    for prefix in ("codeconnections", "codestar-connections"):
        assert not _may(f"{prefix}:GetConnectionToken")


def test_the_role_enters_these_subnets_and_no_others() -> None:
    """Creating an interface is decided for the subnet, the group and the interface: one refusal is enough."""
    group = _record().result["group"]
    own = [_INTERFACE, f"{_HERE}:security-group/{group}", f"{_HERE}:subnet/subnet-1"]
    assert all(_may("ec2:CreateNetworkInterface", resource) for resource in own)
    assert not _may("ec2:CreateNetworkInterface", f"{_HERE}:subnet/subnet-of-the-database")
    assert not _may("ec2:CreateNetworkInterface", f"{_HERE}:security-group/sg-database-clients")


def test_an_interface_is_handed_to_codebuild_and_taken_back() -> None:
    """Only in these subnets, and only to the service that starts the machines."""
    here = {"ec2__Subnet": f"{_HERE}:subnet/subnet-1", "ec2__Vpc": f"{_HERE}:vpc/vpc-1"}
    hand, leave = "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"
    assert _may(hand, _INTERFACE, ec2__AuthorizedService="codebuild.amazonaws.com", **here)
    assert not _may(hand, _INTERFACE, ec2__AuthorizedService="lambda.amazonaws.com", **here)
    assert _may(leave, _INTERFACE, **here)
    assert not _may(leave, _INTERFACE, ec2__Vpc=f"{_HERE}:vpc/vpc-2")


@pytest.mark.parametrize(
    "action",
    [
        "sts:AssumeRole",
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "ec2:AttachNetworkInterface",
        "eks:ListClusters",
    ],
)
def test_the_role_delivers_nothing(action: str) -> None:
    """What a job may do comes from the identity that GitHub gives it, and a pull request has another than a release."""
    assert not _may(action)


def test_only_codebuild_of_our_account_starts_machines() -> None:
    """Another account can't have CodeBuild act with our role."""
    trust = json.loads(_record().one("aws:iam/role:Role").inputs["assumeRolePolicy"])
    service = {"Service": "codebuild.amazonaws.com"}
    assert admits(trust, "sts:AssumeRole", {"aws:SourceAccount": ACCOUNT_ID}, principal=service)
    assert not admits(trust, "sts:AssumeRole", {"aws:SourceAccount": "999999999999"}, principal=service)


def test_the_log_is_encrypted_and_kept() -> None:
    """CodeBuild would make a group without a key and without an end."""
    recording = _record()
    group = recording.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert (group["kmsKeyId"], group["retentionInDays"]) == ("arn:logs-key", 365)
    logs = recording.one("aws:codebuild/project:Project").inputs["logsConfig"]["cloudwatchLogs"]
    assert (logs["status"], logs["groupName"]) == ("ENABLED", group["name"])
