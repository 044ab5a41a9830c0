"""An account takes GitHub's word, and only for itself."""

from components.aws.workflow_issuer import WorkflowIssuer
from tests.recording import record

_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"


def test_tokens_are_made_out_for_aws() -> None:
    """A token that a workflow got for another service is worth nothing here."""
    recording = record(lambda: {"arn": WorkflowIssuer("github").arn})
    provider = recording.one(_PROVIDER)
    assert provider.inputs["clientIdLists"] == ["sts.amazonaws.com"]
    assert provider.inputs["url"] == "https://token.actions.githubusercontent.com"
    assert recording.result["arn"]
