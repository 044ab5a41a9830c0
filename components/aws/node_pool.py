"""A pool of worker nodes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import pulumi
from pulumi_aws import ec2, eks, iam

from components.aws.machine_image import ami_type
from components.aws.policy_document import policy_document, service_trust
from components.component import Component
from components.naming import name_tag, physical_name
from domain.iam_role import LONGEST_NAME
from domain.node_group import CapacityType, TaintEffect

# Networking is not among them (the CNI has a role of its own), nor is a shell: a broken node is replaced.
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
"""AWS's policies for what the kubelet does: describe itself, fetch pod identities, pull images."""

_ROOT_DEVICE = "/dev/xvda"
_DIGEST_LENGTH = 6

EksEffect = Literal["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]
_EFFECTS: dict[TaintEffect, EksEffect] = {
    "NoSchedule": "NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
}


@dataclass(frozen=True, kw_only=True)
class Taint:
    """What keeps pods off the nodes of a pool unless they tolerate it."""

    key: str
    """The key."""
    value: str
    """The value."""
    effect: EksEffect = "NO_SCHEDULE"
    """What happens to pods that don't tolerate it, in EKS's spelling."""

    @classmethod
    def from_kubernetes(cls, key: str, value: str, effect: TaintEffect) -> Self:
        """A taint whose effect is spelled as Kubernetes spells it."""
        return cls(key=key, value=value, effect=_EFFECTS[effect])


@dataclass(frozen=True, kw_only=True)
class NodePoolArgs:
    """How many nodes of what kind, where, and for which pods."""

    environment: str
    """The environment it belongs to."""
    pool: str
    """The pool's name, such as `execution`."""
    cluster_name: pulumi.Input[str]
    """The cluster the nodes join."""
    version: pulumi.Input[str]
    """The Kubernetes version of the kubelet: the cluster's own, so that it is never newer."""
    subnets: Mapping[str, pulumi.Input[str]]
    """The private subnet of each zone that the pool spans."""
    instance_types: Sequence[str]
    """The instance types it may use, all of one processor architecture."""
    minimum: int
    """The fewest nodes."""
    maximum: int
    """The most nodes."""
    capacity: CapacityType = "ON_DEMAND"
    """Whether AWS may take the nodes back at two minutes' notice, for a lower price."""
    security_group_ids: Sequence[pulumi.Input[str]] = ()
    """All security groups of its nodes, the cluster's own among them; without any EKS gives them the cluster's."""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """The labels of its nodes."""
    taints: Sequence[Taint] = ()
    """The taints of its nodes."""
    volume_gib: int = 50
    """The size of a node's disk."""
    volume_key_arn: pulumi.Input[str] | None = None
    """The key that encrypts the disks; without one it is AWS's own key for volumes."""
    instance_tags: Mapping[str, str] = field(default_factory=dict[str, str])
    """The tags of instances and disks, which the provider's default tags don't reach."""
    after: Sequence[pulumi.Resource] = ()
    """What has to exist before the first node: the add-ons that make it ready."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the nodes' role."""


class NodePool(Component):
    """A managed node group whose size belongs to the autoscaler, with a role and a launch template of its own."""

    node_group_name: pulumi.Output[str]
    """The node group."""
    role_arn: pulumi.Output[str]
    """The role of its nodes."""

    def __init__(self, name: str, args: NodePoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:NodePool", name, None, opts)
        self._prefix = name
        self._args = args
        role, permissions = self._role()
        template = self._launch_template()
        group = eks.NodeGroup(
            f"{name}-node-group",
            node_group_name=physical_name(args.environment, args.pool, generation(args)),
            cluster_name=args.cluster_name,
            version=args.version,
            node_role_arn=role.arn,
            subnet_ids=list(args.subnets.values()),
            ami_type=ami_type(args.instance_types),
            capacity_type=args.capacity,
            instance_types=list(args.instance_types),
            launch_template=eks.NodeGroupLaunchTemplateArgs(id=template.id, version=template.latest_version.apply(str)),
            scaling_config=eks.NodeGroupScalingConfigArgs(
                min_size=args.minimum, max_size=args.maximum, desired_size=args.minimum
            ),
            update_config=eks.NodeGroupUpdateConfigArgs(max_unavailable=1),
            labels=args.labels,
            taints=[
                eks.NodeGroupTaintArgs(key=taint.key, value=taint.value, effect=taint.effect) for taint in args.taints
            ],
            tags=pulumi.Output.from_input(args.cluster_name).apply(autoscaler_tags),
            opts=self.child(
                depends_on=[*permissions, *args.after],
                ignore_changes=["scalingConfig.desiredSize"],
            ),
        )
        self.node_group_name = group.node_group_name
        self.role_arn = role.arn
        self.register()

    def _role(self) -> tuple[iam.Role, list[pulumi.Resource]]:
        role = iam.Role(
            f"{self._prefix}-role",
            name=physical_name(self._args.environment, "nodes", self._args.pool, limit=LONGEST_NAME),
            description=f"Nodes of the pool {self._args.pool}",
            assume_role_policy=policy_document([service_trust("ec2.amazonaws.com")]),
            permissions_boundary=self._args.permissions_boundary,
            opts=self.child(),
        )
        return role, [
            iam.RolePolicyAttachment(
                f"{self._prefix}-{policy}",
                role=role.name,
                policy_arn=f"arn:aws:iam::aws:policy/{policy}",
                opts=self.child(),
            )
            for policy in NODE_POLICIES
        ]

    def _launch_template(self) -> ec2.LaunchTemplate:
        """No key pair and no user data: nobody signs in, and EKS adds what a node needs to join."""
        args = self._args
        tags = {**args.instance_tags, **name_tag(args.environment, args.pool)}
        return ec2.LaunchTemplate(
            f"{self._prefix}-launch-template",
            name=physical_name(args.environment, args.pool),
            description=f"Nodes of the pool {args.pool}",
            update_default_version=True,
            vpc_security_group_ids=list(args.security_group_ids) or None,
            # One hop ends at the node itself: no pod outside the host network reads the node's credentials.
            metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
            ),
            block_device_mappings=[
                ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name=_ROOT_DEVICE,
                    ebs=ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        volume_size=args.volume_gib,
                        volume_type="gp3",
                        encrypted="true",
                        kms_key_id=args.volume_key_arn,
                        delete_on_termination="true",
                    ),
                )
            ],
            tag_specifications=[
                ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=tags)
                for kind in ("instance", "volume", "network-interface")
            ],
            tags=name_tag(args.environment, args.pool),
            opts=self.child(),
        )


def generation(args: NodePoolArgs) -> str:
    """A digest of what AWS can't change in place.

    It is part of the node group's name, so that a replacement is created, and takes over the pods, before the old
    group goes; with a fixed name AWS would refuse it.
    """
    fixed = {
        "capacity": args.capacity,
        "instanceTypes": list(args.instance_types),
        "zones": sorted(args.subnets),
    }
    return hashlib.sha256(json.dumps(fixed).encode()).hexdigest()[:_DIGEST_LENGTH]


def autoscaler_tags(cluster_name: str) -> dict[str, str]:
    """The tags by which the cluster autoscaler finds the groups it may resize."""
    return {"k8s.io/cluster-autoscaler/enabled": "true", f"k8s.io/cluster-autoscaler/{cluster_name}": "owned"}
