"""What `up` gives the account so that CodeBuild reaches GitHub."""

from portarium_sandbox.source_credential import connect_source
from tests.cloud.cloud_process import ACCOUNT, CloudProcess

FIRST, SECOND = "us-east-1", "us-east-2"


def test_the_account_gets_one_credential(cloud: CloudProcess) -> None:
    """A start after the first one adds nothing."""
    codebuild = cloud.client("codebuild", region=FIRST)
    for _ in range(2):
        connect_source(cloud.url, FIRST, ACCOUNT)
        [known] = codebuild.list_source_credentials()["sourceCredentialsInfos"]
        assert (known["serverType"], known["authType"]) == ("GITHUB", "PERSONAL_ACCESS_TOKEN")


def test_a_credential_of_the_user_stays(cloud: CloudProcess) -> None:
    """Who has connected the account in another way keeps that way."""
    codebuild = cloud.client("codebuild", region=SECOND)
    codebuild.import_source_credentials(serverType="GITHUB", authType="CODECONNECTIONS", token="sandbox")
    connect_source(cloud.url, SECOND, ACCOUNT)
    [known] = codebuild.list_source_credentials()["sourceCredentialsInfos"]
    assert known["authType"] == "CODECONNECTIONS"
