"""GitHub's issuer: whose word an account takes for who a workflow is."""

import pulumi
from pulumi_aws import iam

from components.component import Component
from domain.workflow_identity import AUDIENCE, ISSUER


class WorkflowIssuer(Component):
    """The issuer of the identities of GitHub's workflows; an account has it once, for all its environments."""

    arn: pulumi.Output[str]
    """The issuer as AWS knows it."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:WorkflowIssuer", name, None, opts)
        provider = iam.OpenIdConnectProvider(
            f"{name}-provider",
            url=f"https://{ISSUER}",
            client_id_lists=[AUDIENCE],
            opts=self.child(),
        )
        self.arn = provider.arn
        self.register()
