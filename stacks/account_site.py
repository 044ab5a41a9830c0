"""What every part of an account is built from."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from settings.account import AccountSettings


@dataclass(frozen=True, kw_only=True)
class AccountSite:
    """The settings, and where it is built."""

    settings: AccountSettings
    account_id: str
    provider: aws.Provider

    @property
    def on_aws(self) -> pulumi.ResourceOptions:
        """The options of a component on AWS."""
        return pulumi.ResourceOptions(providers=[self.provider])
