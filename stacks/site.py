"""What every part of L1 is built from."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from settings.model import FoundationPlan, Settings


@dataclass(frozen=True, kw_only=True)
class Site:
    """The settings, the part of them that only a dedicated stack has, and where it is built."""

    settings: Settings
    plan: FoundationPlan
    account_id: str
    provider: aws.Provider

    @property
    def on_aws(self) -> pulumi.ResourceOptions:
        """The options of a component on AWS."""
        return pulumi.ResourceOptions(providers=[self.provider])
