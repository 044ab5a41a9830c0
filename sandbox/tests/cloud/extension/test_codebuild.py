"""Projects of CodeBuild, their webhooks and source credentials, asked with plain boto3."""

import json
import zlib
from typing import Any

import pytest

from tests.cloud.cloud_process import ACCOUNT, REGION, ClientError, CloudProcess

ELSEWHERE = "eu-west-1"
LOCATION = "https://github.com/portarium/infrastructure.git"
LOOK = "ec2:DescribeSecurityGroups"
QUEUED = {"type": "EVENT", "pattern": "WORKFLOW_JOB_QUEUED"}
DEPLOYS = {"type": "WORKFLOW_NAME", "pattern": "^(Deploy|Preview)$"}


def role(cloud: CloudProcess, name: str, *, service: str = "codebuild.amazonaws.com", action: str = LOOK) -> str:
    """Make a role that a service may take and that may do one thing."""
    iam = cloud.client("iam")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust}))
    may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [action], "Resource": "*"}]}
    iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=json.dumps(may))
    return iam.get_role(RoleName=name)["Role"]["Arn"]


def network(cloud: CloudProcess) -> dict[str, Any]:
    """Make a network with a subnet and a security group, as CodeBuild takes it."""
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="runners", Description="runners", VpcId=vpc)["GroupId"]
    return {"vpcId": vpc, "subnets": [subnet], "securityGroupIds": [group]}


def settings(name: str, role_arn: str, **others: Any) -> dict[str, Any]:
    """What a project of runners is made of."""
    return {
        "name": name,
        "serviceRole": role_arn,
        "source": {"type": "GITHUB", "location": LOCATION},
        "artifacts": {"type": "NO_ARTIFACTS"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "computeType": "BUILD_GENERAL1_MEDIUM",
            "image": "aws/codebuild/standard:7.0",
        },
        **others,
    }


@pytest.fixture
def codebuild(cloud: CloudProcess) -> Any:
    """A client of a cloud whose CodeBuild can reach GitHub."""
    client = cloud.client("codebuild")
    client.import_source_credentials(serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN", token="sandbox")
    return client


@pytest.fixture
def own(request: pytest.FixtureRequest) -> str:
    """A name that no other test gives to anything."""
    return f"p-{zlib.crc32(request.node.name.encode())}"


@pytest.fixture
def project(cloud: CloudProcess, codebuild: Any, own: str) -> str:
    """A project that this test has for itself."""
    return codebuild.create_project(**settings(own, role(cloud, own)))["project"]["name"]


def told(codebuild: Any, name: str) -> dict[str, Any]:
    """What CodeBuild tells of a project."""
    [found] = codebuild.batch_get_projects(names=[name])["projects"]
    return found


def test_a_project_has_the_defaults_of_codebuild(codebuild: Any, project: str) -> None:
    """An hour to build, eight hours to wait, the key of S3, and no webhook."""
    found = told(codebuild, project)
    assert (found["timeoutInMinutes"], found["queuedTimeoutInMinutes"]) == (60, 480)
    assert found["encryptionKey"] == f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/s3"
    assert not {"webhook", "vpcConfig"} & found.keys()


def test_an_update_changes_what_it_names(cloud: CloudProcess, codebuild: Any, project: str) -> None:
    """Everything else stays, except for the tags: those are always all of them."""
    inside = network(cloud)
    codebuild.update_project(name=project, vpcConfig=inside, tags=[{"key": "team", "value": "platform"}])
    updated = codebuild.update_project(name=project, timeoutInMinutes=90)["project"]
    assert (updated["timeoutInMinutes"], updated["vpcConfig"], updated["tags"]) == (90, inside, [])
    assert updated["source"]["location"] == LOCATION
    assert updated["lastModified"] >= updated["created"]
    codebuild.update_project(name=project, vpcConfig={})
    assert "vpcConfig" not in told(codebuild, project)


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ({"name": "with.dot"}, "Only alphanumeric characters"),
        ({"timeoutInMinutes": 2161}, "timeoutInMinutes"),
        ({"queuedTimeoutInMinutes": 481}, "queuedTimeoutInMinutes"),
        (
            {"serviceRole": f"arn:aws:iam::{ACCOUNT}:role/nobody"},
            f"CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::{ACCOUNT}:role/nobody",
        ),
        ({"vpcConfig": {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}, "vpc-1"),
        ({"vpcConfig": {"vpcId": "vpc-1"}}, "go together"),
    ],
    ids=str,
)
def test_a_project_that_cannot_be_is_refused(
    cloud: CloudProcess, codebuild: Any, own: str, setting: dict[str, Any], problem: str
) -> None:
    """A wrong setting is one of the input, and leaves no project behind."""
    with pytest.raises(ClientError, match=rf"InvalidInputException.*{problem}"):
        codebuild.create_project(**settings(own, role(cloud, own)) | setting)
    assert not {own, "with.dot"} & set(codebuild.list_projects()["projects"])


def test_a_role_of_another_service_is_refused(cloud: CloudProcess, codebuild: Any, own: str) -> None:
    """CodeBuild must be able to take the role."""
    other = role(cloud, own, service="ec2.amazonaws.com")
    with pytest.raises(ClientError, match=f"not authorized to perform: sts:AssumeRole on {other}"):
        codebuild.create_project(**settings(own, other))


@pytest.mark.parametrize("part", ["subnets", "securityGroupIds"])
def test_a_network_is_of_one_piece(cloud: CloudProcess, codebuild: Any, project: str, part: str) -> None:
    """Subnets and security groups are those of the VPC."""
    one, other = network(cloud), network(cloud)
    with pytest.raises(ClientError, match=f"{other[part][0]} is not in the VPC"):
        codebuild.update_project(name=project, vpcConfig={**one, part: other[part]})
    assert "vpcConfig" not in told(codebuild, project)


def test_a_role_that_may_not_look_at_networks_is_refused(cloud: CloudProcess, codebuild: Any, own: str) -> None:
    """It is the service's role that looks, so its permissions come before the project."""
    blind = role(cloud, own, action="logs:*")
    with pytest.raises(ClientError, match=r"InvalidInputException.*Not authorized to perform DescribeSecurityGroups"):
        codebuild.create_project(**settings(own, blind, vpcConfig=network(cloud)))


@pytest.mark.parametrize(
    "setting",
    [
        {"timeoutInMinutes": 2161},
        {"environment": {"type": "LINUX_CONTAINER", "computeType": "BUILD_LAMBDA_1GB", "image": "aws/codebuild"}},
    ],
    ids=str,
)
def test_a_refused_update_changes_nothing(codebuild: Any, project: str, setting: dict[str, Any]) -> None:
    """An update is checked as a creation is."""
    before = told(codebuild, project)
    with pytest.raises(ClientError, match="InvalidInputException"):
        codebuild.update_project(name=project, description="never", **setting)
    assert told(codebuild, project) == before


def test_a_missing_project_does_not_change(codebuild: Any) -> None:
    """An update says that it is not there; a deletion does not mind."""
    with pytest.raises(ClientError, match=rf"ResourceNotFoundException.*{REGION}:{ACCOUNT}:project/nowhere"):
        codebuild.update_project(name="nowhere", timeoutInMinutes=90)
    codebuild.delete_project(name="nowhere")


def test_a_webhook_is_told_with_its_project(codebuild: Any, project: str) -> None:
    """CodeBuild gives it to the repository, keeps its secret, and has comments approved that ask for builds."""
    made = codebuild.create_webhook(projectName=project, buildType="BUILD", filterGroups=[[QUEUED, DEPLOYS]])["webhook"]
    assert made["url"].startswith("https://api.github.com/repos/portarium/infrastructure/hooks/")
    assert made["payloadUrl"].startswith(f"https://codebuild.{REGION}.amazonaws.com/webhooks?t=")
    assert made["filterGroups"] == [[{**each, "excludeMatchedPattern": False} for each in (QUEUED, DEPLOYS)]]
    assert made["pullRequestBuildPolicy"]["requiresCommentApproval"] == "ALL_PULL_REQUESTS"
    assert "secret" not in made
    assert told(codebuild, project)["webhook"] == made


def test_a_webhook_changes_and_goes(codebuild: Any, project: str) -> None:
    """Its addresses stay through a change, and an empty filter of branches takes the groups away."""
    made = codebuild.create_webhook(projectName=project, filterGroups=[[QUEUED, DEPLOYS]])["webhook"]
    changed = codebuild.update_webhook(projectName=project, filterGroups=[[QUEUED]])["webhook"]
    assert changed["filterGroups"] == [[{**QUEUED, "excludeMatchedPattern": False}]]
    assert (changed["url"], changed["payloadUrl"]) == (made["url"], made["payloadUrl"])
    assert "filterGroups" not in codebuild.update_webhook(projectName=project, branchFilter="")["webhook"]
    codebuild.delete_webhook(projectName=project)
    assert "webhook" not in told(codebuild, project)
    for change in (codebuild.update_webhook, codebuild.delete_webhook):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            change(projectName=project)


def test_a_webhook_goes_with_its_project(cloud: CloudProcess, codebuild: Any, project: str) -> None:
    """The official provider deletes a project by its ARN, and one of the same name starts without a webhook."""
    codebuild.create_webhook(projectName=project, filterGroups=[[QUEUED]])
    found = told(codebuild, project)
    codebuild.delete_project(name=found["arn"])
    assert codebuild.batch_get_projects(names=[project])["projects"] == []
    codebuild.create_project(**settings(project, found["serviceRole"]))
    assert "webhook" not in told(codebuild, project)


def test_a_project_has_one_webhook(codebuild: Any, project: str) -> None:
    """A second one is refused, and so is one of a project that is not there."""
    codebuild.create_webhook(projectName=project, filterGroups=[[QUEUED]])
    with pytest.raises(ClientError, match="ResourceAlreadyExistsException"):
        codebuild.create_webhook(projectName=project, filterGroups=[[QUEUED]])
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        codebuild.create_webhook(projectName="nowhere", filterGroups=[[QUEUED]])


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        ([], "EVENT"),
        ([DEPLOYS], "EVENT"),
        ([{"type": "EVENT", "pattern": "WORKFLOW_JOB_QUEUD"}], "WORKFLOW_JOB_QUEUD"),
        ([{"type": "EVENT", "pattern": "PUSH"}, DEPLOYS], "WORKFLOW_NAME"),
        ([{"type": "EVENT", "pattern": "WORKFLOW_JOB_QUEUED, PUSH"}, DEPLOYS], "WORKFLOW_NAME"),
    ],
    ids=str,
)
def test_filters_that_do_not_go_together_are_refused(
    codebuild: Any, project: str, group: list[dict[str, str]], problem: str
) -> None:
    """A group says which event it is about, and only a queued job has a workflow."""
    with pytest.raises(ClientError, match=rf"InvalidInputException.*{problem}"):
        codebuild.create_webhook(projectName=project, filterGroups=[[QUEUED], group])
    assert "webhook" not in told(codebuild, project)


def test_a_webhook_takes_a_credential_for_its_server(cloud: CloudProcess, own: str) -> None:
    """Each region has credentials of its own, and one for another server is none."""
    codebuild = cloud.client("codebuild", region=ELSEWHERE)
    codebuild.create_project(**settings(own, role(cloud, own)))
    codebuild.import_source_credentials(serverType="BITBUCKET", authType="OAUTH", token="sandbox")
    with pytest.raises(
        ClientError, match=r"ResourceNotFoundException.*Could not find access token for server type github"
    ):
        codebuild.create_webhook(projectName=own, filterGroups=[[QUEUED]])


def test_a_webhook_takes_a_repository(codebuild: Any, project: str) -> None:
    """GitHub answers for a location that is none, and a bucket has no webhooks."""
    codebuild.update_project(name=project, source={"type": "GITHUB", "location": "https://github.com/portarium"})
    with pytest.raises(ClientError, match=r"OAuthProviderException.*Repository not found"):
        codebuild.create_webhook(projectName=project)
    codebuild.update_project(name=project, source={"type": "S3", "location": "bucket/source.zip"})
    with pytest.raises(ClientError, match=r"InvalidInputException.*source type S3"):
        codebuild.create_webhook(projectName=project)


@pytest.mark.parametrize(
    "asked", [{"manualCreation": True}, {"scopeConfiguration": {"name": "portarium", "scope": "GITHUB_ORGANIZATION"}}]
)
def test_a_webhook_that_the_sandbox_does_not_know_is_refused(
    codebuild: Any, project: str, asked: dict[str, Any]
) -> None:
    """Nothing is taken without a word."""
    with pytest.raises(ClientError, match=f"does not have this: {next(iter(asked))}"):
        codebuild.create_webhook(projectName=project, **asked)


def test_a_source_credential_never_shows_its_token(cloud: CloudProcess) -> None:
    """A server has one: a second one takes its place unless that is forbidden."""
    codebuild = cloud.client("codebuild", region="eu-west-2")
    asked = {"serverType": "GITHUB", "token": "sandbox"}
    arn = codebuild.import_source_credentials(authType="OAUTH", **asked)["arn"]
    assert arn == f"arn:aws:codebuild:eu-west-2:{ACCOUNT}:token/github"
    with pytest.raises(ClientError, match="ResourceAlreadyExistsException"):
        codebuild.import_source_credentials(authType="CODECONNECTIONS", shouldOverwrite=False, **asked)
    codebuild.import_source_credentials(authType="CODECONNECTIONS", **asked)
    known = codebuild.list_source_credentials()["sourceCredentialsInfos"]
    assert known == [{"arn": arn, "serverType": "GITHUB", "authType": "CODECONNECTIONS"}]
    assert codebuild.delete_source_credentials(arn=arn)["arn"] == arn
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        codebuild.delete_source_credentials(arn=arn)
