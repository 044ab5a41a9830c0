"""The AWS account that a stack is deployed into."""

import pulumi
import pulumi_aws as aws

from domain.names import AccountId
from settings.refusal import Refusal


def account_id(configured: AccountId | None, provider: aws.Provider) -> str:
    """The account of the registry, which the provider insists on, or that of the caller's credentials."""
    if configured:
        return str(configured)
    try:
        return aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=provider)).account_id
    except Exception as failure:
        # The engine reports every failure of an invoke as a bare Exception, and the program would end in a traceback.
        reason = str(failure).rpartition("returned an error: ")[2]
        raise Refusal(f"AWS does not say whose credentials these are: {reason}") from failure
