"""L1, bootstrap: keys, network, cluster, nodes, who may enter, where alarms go, and the identity that delivers."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.aws.access_log_bucket import AccessLogBucket, AccessLogBucketArgs
from components.aws.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.aws.budget import MonthlyBudget, MonthlyBudgetArgs
from components.aws.certificate import ValidatedCertificate, ValidatedCertificateArgs
from components.aws.cluster import Cluster, ClusterArgs
from components.aws.cluster_access import ClusterAccess, ClusterAccessArgs
from components.aws.delivery_identity import DeliveryIdentity, DeliveryIdentityArgs
from components.aws.dns import DnsZones, DnsZonesArgs
from components.aws.environment_keys import EnvironmentKeys, EnvironmentKeysArgs
from components.aws.network import Network, NetworkArgs
from components.aws.pod_role import pod_role_name
from components.aws.subnet_plan import plan_subnets
from components.kubernetes.environment import namespace_name
from components.naming import physical_name
from domain.retention import LogDays
from domain.stack_name import ANY_REVIEW
from settings.model import Foundation as FoundationSettings
from settings.model import Settings
from stacks.access_grants import access_grants
from stacks.foundation import Foundation
from stacks.nodes import Nodes, build_nodes
from stacks.providers import kubernetes_provider

_LOG_DAYS: LogDays = 365


@dataclass(frozen=True, kw_only=True)
class BootstrapLayer:
    """What L1 hands up."""

    foundation: Foundation
    network: Network
    cluster: Cluster
    zones: DnsZones
    certificate: ValidatedCertificate
    delivery: DeliveryIdentity
    kubernetes: kubernetes.Provider


@dataclass(frozen=True, kw_only=True)
class _Bases:
    """What every part of L1 is made from."""

    settings: Settings
    plan: FoundationSettings
    account_id: str
    opts: pulumi.ResourceOptions


def build_bootstrap(
    settings: Settings, plan: FoundationSettings, *, provider: aws.Provider, account_id: str
) -> BootstrapLayer:
    """Build L1 from the part of the settings that only a dedicated stack has."""
    environment = settings.environment.name
    opts = pulumi.ResourceOptions(providers=[provider])
    bases = _Bases(settings=settings, plan=plan, account_id=account_id, opts=opts)
    delivery = _delivery(bases)
    keys = EnvironmentKeys(
        "keys",
        EnvironmentKeysArgs(
            environment=environment,
            region=str(settings.region),
            account_id=account_id,
            vault_role_name=pod_role_name(environment, namespace_name(environment, "system"), "vault"),
            protect=settings.environment.protect,
        ),
        opts=opts,
    )
    network = _network(bases, keys, delivery)
    cluster = _cluster(bases, keys, network, delivery)
    access = ClusterAccess(
        "access",
        ClusterAccessArgs(cluster_name=cluster.name, grants=access_grants(settings, account_id, delivery)),
        opts=opts,
    )
    in_cluster = kubernetes_provider(
        kubeconfig=cluster.kubeconfig, cluster=cluster.name, after=[cluster.resource, *access.associations]
    )
    build_nodes(
        Nodes(
            settings=settings,
            plan=plan,
            account_id=account_id,
            cluster=cluster,
            network=network,
            volumes_key_arn=keys.volumes_arn,
            permissions_boundary_arn=delivery.boundary_arn,
        ),
        on_aws=opts,
        in_cluster=pulumi.ResourceOptions(providers=[in_cluster]),
    )
    topic = _alarms(bases, keys)
    zones = _zones(bases, network)
    logs = AccessLogBucket(
        "access-logs",
        AccessLogBucketArgs(
            environment=environment,
            account_id=account_id,
            retention_days=_LOG_DAYS,
            protect=settings.environment.protect,
        ),
        opts=opts,
    )
    subnets = plan_subnets(str(plan.network.cidr), [str(zone) for zone in plan.network.zones])
    return BootstrapLayer(
        foundation=Foundation(
            cluster_name=cluster.name,
            cluster_arn=cluster.arn,
            kubeconfig=cluster.kubeconfig,
            cluster_security_group_id=cluster.security_group_id,
            vpc_id=network.vpc_id,
            database_subnet_ids=network.database_subnet_ids,
            database_blocks=[zone.database for zone in subnets.values()],
            endpoint_blocks=[zone.private for zone in subnets.values()],
            evidence_endpoint=network.s3_url,
            database_key_arn=keys.database_arn,
            evidence_key_arn=keys.evidence_arn,
            logs_key_arn=keys.logs_arn,
            alarm_topic_arn=topic.arn,
            access_log_bucket=logs.bucket,
            access_log_bucket_arn=logs.arn,
            permissions_boundary_arn=delivery.boundary_arn,
            deploy_role_arn=delivery.deploy_role_arn,
        ),
        network=network,
        cluster=cluster,
        zones=zones,
        certificate=_certificate(bases, zones),
        delivery=delivery,
        kubernetes=in_cluster,
    )


def _delivery(bases: _Bases) -> DeliveryIdentity:
    return DeliveryIdentity(
        "delivery",
        DeliveryIdentityArgs(
            environment=bases.settings.environment.name,
            account_id=bases.account_id,
            repository=f"{bases.settings.github.organization}/{bases.settings.github.repository}",
            owns_provider=bases.settings.github.owns_issuer,
            hosted=[ANY_REVIEW] if bases.settings.environment.hosts_reviews else [],
        ),
        opts=bases.opts,
    )


def _network(bases: _Bases, keys: EnvironmentKeys, delivery: DeliveryIdentity) -> Network:
    return Network(
        "network",
        NetworkArgs(
            environment=bases.settings.environment.name,
            region=str(bases.settings.region),
            account_id=bases.account_id,
            cidr=str(bases.plan.network.cidr),
            zones=[str(zone) for zone in bases.plan.network.zones],
            nat_per_zone=bases.plan.network.nat_per_zone,
            cluster_name=physical_name(bases.settings.environment.name),
            logs_key_arn=keys.logs_arn,
            flow_log_retention_days=bases.plan.network.flow_log_days,
            permissions_boundary=delivery.boundary_arn,
        ),
        opts=bases.opts,
    )


def _cluster(bases: _Bases, keys: EnvironmentKeys, network: Network, delivery: DeliveryIdentity) -> Cluster:
    environment = bases.settings.environment
    return Cluster(
        "cluster",
        ClusterArgs(
            environment=environment.name,
            cluster_name=physical_name(environment.name),
            region=str(bases.settings.region),
            version=str(bases.plan.cluster.version),
            account_id=bases.account_id,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            secrets_key_arn=keys.cluster_secrets_arn,
            logs_key_arn=keys.logs_arn,
            log_retention_days=_LOG_DAYS,
            public_access_cidrs=[str(cidr) for cidr in bases.plan.cluster.public_access_cidrs],
            deletion_protection=environment.protect,
            protect=environment.protect,
            permissions_boundary=delivery.boundary_arn,
        ),
        opts=bases.opts,
    )


def _zones(bases: _Bases, network: Network) -> DnsZones:
    domains = bases.settings.domains
    return DnsZones(
        "dns",
        DnsZonesArgs(
            base_domain=str(domains.base_domain),
            env_prefix=domains.env_prefix,
            internal_domain=str(domains.internal_domain),
            vpc_id=network.vpc_id,
            protect=bases.settings.environment.protect,
        ),
        opts=bases.opts,
    )


def _certificate(bases: _Bases, zones: DnsZones) -> ValidatedCertificate:
    domains = bases.settings.domains
    return ValidatedCertificate(
        "certificate",
        ValidatedCertificateArgs(
            domain_names=[domains.public_domain, f"*.{domains.public_domain}"],
            zone_id=zones.public_zone_id,
            delegated=domains.delegated,
        ),
        opts=bases.opts,
    )


def _alarms(bases: _Bases, keys: EnvironmentKeys) -> AlarmTopic:
    environment = bases.settings.environment
    topic = AlarmTopic(
        "alarms",
        AlarmTopicArgs(
            environment=environment.name,
            region=str(bases.settings.region),
            account_id=bases.account_id,
            key_arn=keys.notifications_arn,
            email_addresses=[str(address) for address in bases.plan.alarms.emails],
        ),
        opts=bases.opts,
    )
    MonthlyBudget(
        "budget",
        MonthlyBudgetArgs(
            environment=environment.name,
            tier=environment.tier,
            limit_usd=bases.plan.budget.monthly_usd,
            forecast_percent=bases.plan.budget.alert_percent,
            topic_arn=topic.arn,
        ),
        opts=bases.opts,
    )
    return topic
