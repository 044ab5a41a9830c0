"""The AWS account that a stack is deployed into."""

import pulumi
import pulumi_aws as aws

from settings import Settings


def account_id(settings: Settings, provider: aws.Provider) -> str:
    """The configured account, which the provider insists on, or that of the caller's credentials."""
    if settings.account_id:
        return str(settings.account_id)
    return aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=provider)).account_id
