"""What the layers above the foundation are built with."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from settings.model import Settings
from stacks.foundation import Foundation


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The settings, what lies below, and how to reach it."""

    settings: Settings
    foundation: Foundation
    account_id: str
    aws: aws.Provider
    kubernetes: kubernetes.Provider
    cluster: pulumi.Resource | None
    """The cluster where this stack made it: its deletion takes everything inside with it."""

    @property
    def environment(self) -> str:
        """The environment's name."""
        return self.settings.environment.name

    @property
    def on_aws(self) -> pulumi.ResourceOptions:
        """The options of a component on AWS."""
        return pulumi.ResourceOptions(providers=[self.aws])

    @property
    def in_both(self) -> pulumi.ResourceOptions:
        """The options of a component that has an AWS side."""
        return pulumi.ResourceOptions(providers=[self.aws, self.kubernetes])

    @property
    def in_cluster(self) -> pulumi.ResourceOptions:
        """The options of a component inside the cluster."""
        return pulumi.ResourceOptions(providers=[self.kubernetes])
