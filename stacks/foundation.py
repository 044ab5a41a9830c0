"""What the shared layers give to the layers of an environment: built in this stack, or read from another one's."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import cast

import pulumi

from stacks.reference import reference_to

OUTPUT = "foundation"


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """The cluster, the network and what belongs to them; a stack with them exports this as its `foundation`."""

    cluster_name: pulumi.Input[str]
    """The EKS cluster."""
    cluster_arn: pulumi.Input[str]
    """Its ARN."""
    kubeconfig: pulumi.Input[str]
    """How to reach it; it signs in with the caller's AWS identity and holds no credential."""
    database_clients_id: pulumi.Input[str]
    """The security group of the nodes whose pods connect to databases."""
    vpc_id: pulumi.Input[str]
    """The network."""
    database_subnet_ids: pulumi.Input[Sequence[str]]
    """The subnets of databases."""
    database_blocks: pulumi.Input[Sequence[str]]
    """Their address blocks."""
    endpoint_blocks: pulumi.Input[Sequence[str]]
    """The address blocks of the private endpoints of AWS."""
    entry_blocks: pulumi.Input[Sequence[str]]
    """The address blocks of the load balancer that requests come in through."""
    entry_group_id: pulumi.Input[str]
    """Its security group."""
    certificate_arn: pulumi.Input[str]
    """The certificate that it shows; empty until the domain is delegated."""
    public_domain: pulumi.Input[str]
    """The domain of the certificate, under which every environment on the cluster answers."""
    public_zone_id: pulumi.Input[str]
    """The zone of that domain."""
    evidence_endpoint: pulumi.Input[str]
    """The private endpoint through which workloads reach S3."""
    database_key_arn: pulumi.Input[str]
    """The key of databases."""
    secrets_key_arn: pulumi.Input[str]
    """The key of the secrets of workloads."""
    evidence_key_arn: pulumi.Input[str]
    """The key of evidence."""
    audit_key_arn: pulumi.Input[str]
    """The key that signs the checkpoints of audit logs."""
    logs_key_arn: pulumi.Input[str]
    """The key of log groups."""
    vault_key_arn: pulumi.Input[str]
    """The key that seals Vault."""
    alarm_topic_arn: pulumi.Input[str]
    """The topic that alarms go to."""
    access_log_bucket: pulumi.Input[str]
    """The bucket of access logs and inventories."""
    access_log_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    permissions_boundary_arn: pulumi.Input[str]
    """The upper limit of every role that the pipeline makes."""
    deploy_role_arn: pulumi.Input[str]
    """The role that delivers to it."""

    def as_output(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports for the stacks that share it."""
        return {field.name: cast("pulumi.Input[object]", getattr(self, field.name)) for field in fields(self)}


def foundation_of(stack: str) -> Foundation:
    """The foundation that another stack exports, read through a stack reference."""
    exported = pulumi.StackReference(reference_to(stack)).require_output(OUTPUT)
    return Foundation(**{field.name: exported[field.name] for field in fields(Foundation)})
