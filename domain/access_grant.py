"""What the access entries of a cluster are called: a name is a resource of its own, so no two grants may share one."""

from collections.abc import Mapping

from domain.access_role import AccessRole
from domain.iam_role import IamRole
from domain.project import PROJECT

DEPLOY = "deploy"
PREVIEW = "preview"
RUNNER = "runner"
"""The purpose of the role that the machines of the pipeline start with; it enters no cluster."""

PIPELINE: Mapping[str, str] = {
    DEPLOY: "the pipeline that deploys",
    PREVIEW: "the pipeline that shows previews",
}
"""Who enters without standing in the settings, by the name of its grant and of its role's purpose."""


def grant_name(principal: IamRole, role: AccessRole | None = None) -> str:
    """The name of a principal's grant; a principal without a role administers the cluster."""
    return f"{role}-{principal.name}" if role else principal.name


def delivery_role_name(environment: str, purpose: str) -> str:
    """The name of an IAM role that the pipeline takes on in an environment."""
    return f"{PROJECT}-{environment}-delivery-{purpose}"
