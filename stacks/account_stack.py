"""The stack of the account comes before those of its environments: what it makes is looked for before anything else."""

import pulumi
import pulumi_aws as aws

# By its module: a function that the service's package is asked for makes it import everything (stacks.sdk_imports).
from pulumi_aws.iam.get_policy import get_policy

from domain.stack_name import account_stack
from settings.model import Settings
from settings.refusal import Refusal
from stacks.delivery import delivery_of


def require_account_stack(settings: Settings, account_id: str, provider: aws.Provider) -> None:
    """Refuse an environment whose boundary isn't there: every role of it would be refused, one after the other.

    An environment on another one's cluster has that one's delivery, and reads that one's outputs first.
    """
    if settings.foundation is None:
        return
    boundary = delivery_of(settings.environment.name, account_id).boundary_arn
    try:
        get_policy(arn=boundary, opts=pulumi.InvokeOptions(provider=provider))
    except Exception as failure:
        # As in stacks.caller; how the provider says that nothing was found differs between its versions.
        reason = str(failure).rpartition("returned an error: ")[2]
        stack = account_stack(settings.account)
        raise Refusal(
            f"{boundary.rpartition('/')[2]}, which {settings.environment.name} stands on, can't be read in "
            f"{account_id} ({reason}); {stack} makes it, and comes first: pulumi up -s {stack}"
        ) from failure
