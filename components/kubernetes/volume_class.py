"""The class of the volumes that pods claim."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.storage import v1 as storage

from components.component import Component
from components.kubernetes.labels import ENVIRONMENT, MANAGED_BY
from components.naming import physical_name, tags
from domain.tier import Tier

_DRIVER = "ebs.csi.aws.com"
_TYPE = "gp3"
_IS_DEFAULT = "storageclass.kubernetes.io/is-default-class"


@dataclass(frozen=True, kw_only=True)
class VolumeClassArgs:
    """Whose volumes, under which key, and whether they outlive their claims."""

    environment: str
    """The environment that owns the cluster; those that share it claim of the same class."""
    tier: Tier
    """Its tier, which volumes carry as a tag."""
    key_arn: pulumi.Input[str]
    """The key that encrypts the volumes."""
    retained: bool
    """Whether a volume stays when its claim is deleted."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class VolumeClass(Component):
    """What a claim gets that names no class: an encrypted volume, made in the zone of the pod that claims it.

    EKS brings a class of its own, which asks for no encryption and is nobody's default; our namespaces have a quota of
    none of it.
    """

    class_name: pulumi.Output[str]
    """Its name, for claims that have to name one."""

    def __init__(self, name: str, args: VolumeClassArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:VolumeClass", name, None, opts)
        self.inside = args.cluster
        volumes = storage.StorageClass(
            f"{name}-class",
            metadata=meta.ObjectMetaArgs(
                name=physical_name(args.environment, _TYPE),
                labels={ENVIRONMENT: args.environment, MANAGED_BY: "pulumi"},
                annotations={_IS_DEFAULT: "true"},
            ),
            provisioner=_DRIVER,
            parameters={
                "type": _TYPE,
                "encrypted": "true",
                "kmsKeyId": args.key_arn,
                **tag_parameters(tags(args.environment, args.tier)),
            },
            # A volume is in one zone: made before its pod has a node, it could be where the pod can't run.
            volume_binding_mode="WaitForFirstConsumer",
            allow_volume_expansion=True,
            reclaim_policy="Retain" if args.retained else "Delete",
            opts=self.child(),
        )
        self.class_name = volumes.metadata.name.apply(str)
        self.register()


def tag_parameters(given: dict[str, str]) -> dict[str, str]:
    """The tags of its volumes as the driver reads them: numbered, a key and a value each."""
    return {
        f"tagSpecification_{number}": f"{key}={value}" for number, (key, value) in enumerate(sorted(given.items()), 1)
    }
