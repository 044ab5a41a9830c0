"""The way from CodeBuild to GitHub in a sandbox's account, which a real account's administrator makes once."""

from __future__ import annotations

from portarium_sandbox.aws_client import client

SERVER = "GITHUB"


def connect_source(endpoint: str, region: str, account: str) -> None:
    """Give CodeBuild a credential for GitHub where it has none: without one it makes no webhook."""
    codebuild = client("codebuild", endpoint=endpoint, region=region, account=account)
    known = {credential["serverType"] for credential in codebuild.list_source_credentials()["sourceCredentialsInfos"]}
    if SERVER not in known:
        codebuild.import_source_credentials(serverType=SERVER, authType="PERSONAL_ACCESS_TOKEN", token="sandbox")  # noqa: S106 (it opens nothing)
