"""Credentials with which CodeBuild reaches the sources of projects: one for each kind of server, never its token."""

from moto.codebuild.exceptions import ResourceAlreadyExistsException, ResourceNotFoundException
from moto.codebuild.models import CodeBuildBackend
from moto.core.responses import ActionResult

from portarium_sandbox.cloud.extension.codebuild_operations import CodeBuildGroup


class SourceCredentialOperations(CodeBuildGroup):
    """The operations on source credentials."""

    def import_source_credentials(self) -> ActionResult:
        """Answer ImportSourceCredentials; a second one of a server takes the place of the first unless told not to."""
        server = self.params["serverType"]
        arn, known = self.arn(f"token/{server.lower()}"), credentials_of(self.codebuild_backend)
        if server in known and self.params.get("shouldOverwrite") is False:
            raise ResourceAlreadyExistsException(f"Source credentials already exist: {arn}")
        known[server] = {"arn": arn, "serverType": server, "authType": self.params["authType"]}
        return ActionResult({"arn": arn})

    def list_source_credentials(self) -> ActionResult:
        """Answer ListSourceCredentials."""
        return ActionResult({"sourceCredentialsInfos": list(credentials_of(self.codebuild_backend).values())})

    def delete_source_credentials(self) -> ActionResult:
        """Answer DeleteSourceCredentials."""
        arn, known = self.params["arn"], credentials_of(self.codebuild_backend)
        for server, credential in known.items():
            if credential["arn"] == arn:
                del known[server]
                return ActionResult({"arn": arn})
        raise ResourceNotFoundException(f"Source credentials cannot be found: {arn}")


def credentials_of(backend: CodeBuildBackend) -> dict[str, dict[str, str]]:
    """Give the credentials of an account in a region, by the type of their server."""
    # Kept where moto keeps the projects, so that a reset takes both.
    return vars(backend).setdefault("source_credentials", {})
