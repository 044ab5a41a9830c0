"""CodeBuild."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, permission, role, subnet_network, subnets

_PROJECT = "aws:codebuild/project:Project"
_QUEUED: Properties = {"type": "EVENT", "pattern": "WORKFLOW_JOB_QUEUED"}


def _workflows(names: str) -> list[Properties]:
    return [{"filters": [_QUEUED, {"type": "WORKFLOW_NAME", "pattern": f"^({names})$"}]}]


def project(world: World) -> Properties:
    """A project that hosts runners in a network."""
    network = subnet_network(world)
    service = role(world, "codebuild.amazonaws.com")
    world.make("aws:iam/rolePolicy:RolePolicy", role=service["name"], policy=permission("ec2:*"))
    group = world.make("aws:ec2/securityGroup:SecurityGroup", vpcId=network.identifier, description="runners")
    return {
        "description": "runners",
        "serviceRole": service["arn"],
        "source": {
            "type": "GITHUB",
            "location": "https://github.com/portarium/infrastructure.git",
            "gitCloneDepth": 1,
            "buildspec": "version: 0.2",
        },
        "artifacts": {"type": "NO_ARTIFACTS"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "computeType": "BUILD_GENERAL1_MEDIUM",
            "image": "aws/codebuild/standard:7.0",
            "privilegedMode": False,
            "imagePullCredentialsType": "CODEBUILD",
        },
        "vpcConfig": {
            "vpcId": network.identifier,
            "subnets": subnets(world, network),
            "securityGroupIds": [group.identifier],
        },
        "logsConfig": {"cloudwatchLogs": {"groupName": "/runners", "status": "ENABLED"}},
        "buildTimeout": 30,
        "tags": {"team": "platform"},
    }


def _slower(world: World, made: Made) -> Properties:
    tags = [{"key": "team", "value": "platform"}]
    world.api("codebuild").update_project(name=made["name"], timeoutInMinutes=120, tags=tags)
    return {"buildTimeout": 120}


def _webhook(world: World) -> Properties:
    world.api("codebuild").import_source_credentials(
        serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN", token="sandbox"
    )
    made = world.make(_PROJECT, **project(world))
    return {"projectName": made["name"], "buildType": "BUILD", "filterGroups": _workflows("Deploy|Preview")}


def _pushed(world: World, made: Made) -> Properties:
    filters = [{"type": "EVENT", "pattern": "PUSH", "excludeMatchedPattern": False}]
    world.api("codebuild").update_webhook(projectName=made.identifier, filterGroups=[filters])
    return {"filterGroups": [{"filters": filters}]}


CASES = [
    Case(
        token=_PROJECT,
        inputs=project,
        change={
            "description": "larger runners",
            "environment": {
                "type": "LINUX_CONTAINER",
                "computeType": "BUILD_GENERAL1_LARGE",
                "image": "aws/codebuild/standard:7.0",
            },
            "buildTimeout": 60,
            "queuedTimeout": 30,
            "tags": {"plane": "delivery"},
        },
        replacement={"name": "another"},
        drift=_slower,
        wrong_type={"buildTimeout": "30"},
    ),
    Case(
        token="aws:codebuild/webhook:Webhook",
        inputs=_webhook,
        change={"filterGroups": _workflows("Deploy")},
        replacement={"projectName": "another"},
        drift=_pushed,
        wrong_type={"filterGroups": [{"filters": [{**_QUEUED, "pattern": 1}]}]},
    ),
]
