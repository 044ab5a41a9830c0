"""CodeBuild's way to GitHub, by which it starts the machines that deliver."""

from typing import Any

import pytest

from ops.operations.preflight.runner import check_runner
from tests.ops.operations.preflight.subjects import lines, subject


def _knows(*kinds: str, server: str = "GITHUB") -> Any:
    known = [{"arn": f"arn:{kind}", "authType": kind, "serverType": server} for kind in kinds]
    return {"ListSourceCredentials": {"sourceCredentialsInfos": known}}


def test_without_a_token_no_webhook_can_be_made() -> None:
    """One for another server is none for GitHub."""
    for answers in (_knows(), _knows("PERSONAL_ACCESS_TOKEN", server="GITLAB")):
        [finding] = check_runner(subject(answers))
        assert (finding.verdict, finding.found) == ("lacks", "CodeBuild has no way to GitHub")
        assert finding.remedy.startswith("aws codebuild import-source-credentials --region eu-central-1 ")


@pytest.mark.parametrize("kind", ["OAUTH", "PERSONAL_ACCESS_TOKEN"])
def test_a_token_that_codebuild_keeps_is_right(kind: str) -> None:
    """No job can read it."""
    assert lines(check_runner(subject(_knows(kind)))) == [f"right: CodeBuild knows GitHub by {kind}"]


@pytest.mark.parametrize("kind", ["CODECONNECTIONS", "SECRETS_MANAGER"])
def test_a_token_that_the_role_would_have_to_open_is_not(kind: str) -> None:
    """Every job on the machine can take that role."""
    [found] = lines(check_runner(subject(_knows(kind))))
    assert found == f"lacks: CodeBuild's way to GitHub is {kind}, which our role opens to no job"


def test_where_no_machine_is_started_nothing_is_asked() -> None:
    """Runners of one's own, and a stack on another one's cluster."""
    own = subject({}, changes={"github.runner": "own", "cluster.publicAccessCidrs": ["192.0.2.0/29"]})
    assert lines(check_runner(own)) == ["right: github.runner is own: no machine is started"]
    assert lines(check_runner(subject({}, stack="review-7"))) == []
