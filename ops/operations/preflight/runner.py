"""Whether CodeBuild can start the machines that deliver: GitHub has to know it before a webhook can be made."""

from collections.abc import Iterator

from ops.operations.preflight.finding import Finding, lacks, right
from ops.operations.preflight.subject import Subject
from settings.sections.github import CODEBUILD

_KEPT_BY_CODEBUILD = ("OAUTH", "PERSONAL_ACCESS_TOKEN")
"""Tokens that nobody gets out of CodeBuild again; any other kind is handed to the role that every job can take."""

_WANTED = "a token of GitHub's that CodeBuild keeps, once an account and region"
_REMEDY = (
    "aws codebuild import-source-credentials --region {region} --server-type GITHUB "
    "--auth-type PERSONAL_ACCESS_TOKEN --token …"
)


def check_runner(subject: Subject) -> Iterator[Finding]:
    """CodeBuild registers machines at the repository with a token that the account has been given."""
    if subject.settings.foundation is None:
        return
    runner = subject.settings.github.runner
    if runner != CODEBUILD:
        yield right(f"github.runner is {runner}: no machine is started")
        return
    known = subject.aws.ask("codebuild", "list_source_credentials")["sourceCredentialsInfos"]
    kinds = [credential["authType"] for credential in known if credential["serverType"] == "GITHUB"]
    remedy = _REMEDY.format(region=subject.aws.region)
    if not kinds:
        yield lacks("CodeBuild has no way to GitHub", wanted=_WANTED, remedy=remedy)
    elif kinds[0] not in _KEPT_BY_CODEBUILD:
        yield lacks(
            f"CodeBuild's way to GitHub is {kinds[0]}, which our role opens to no job", wanted=_WANTED, remedy=remedy
        )
    else:
        yield right(f"CodeBuild knows GitHub by {kinds[0]}")
