"""L1, bootstrap: keys, network, cluster, nodes, who may enter, where alarms go, and what delivers."""

from dataclasses import dataclass

import pulumi_kubernetes as kubernetes

from components.aws.access_log_bucket import AccessLogBucket, AccessLogBucketArgs
from components.aws.alarm_topic import AlarmTopic
from components.aws.certificate import ValidatedCertificate
from components.aws.cluster import Cluster
from components.aws.dns import DnsZones
from components.aws.environment_keys import EnvironmentKeys, EnvironmentKeysArgs
from components.aws.network import Network, NetworkArgs
from components.aws.pod_role import pod_role_name
from components.aws.public_entry import PublicEntry, PublicEntryArgs
from components.aws.signing_key import SigningKey, SigningKeyArgs
from components.aws.subnet_plan import plan_subnets
from components.kubernetes.environment import namespace_name
from components.naming import physical_name
from domain import ports
from domain.audit import KEY_PURPOSE
from domain.retention import LogDays
from settings.model import Settings
from stacks.alarms import build_alarms, build_crash_alarm
from stacks.cluster import build_cluster
from stacks.delivery import Delivery, delivery_of
from stacks.domain_names import DomainNames, build_domain_names
from stacks.foundation import Foundation
from stacks.names import build_names
from stacks.runner import build_runner
from stacks.site import Site
from stacks.sizes import service_ports

_LOG_DAYS: LogDays = 365


@dataclass(frozen=True, kw_only=True)
class BootstrapLayer:
    """What L1 hands up."""

    foundation: Foundation
    cluster: Cluster
    zones: DnsZones
    certificate: ValidatedCertificate | None
    delivery: Delivery
    kubernetes: kubernetes.Provider


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What the layers above stand on, before it is put into their terms."""

    keys: EnvironmentKeys
    audit_key: SigningKey
    network: Network
    cluster: Cluster
    topic: AlarmTopic
    logs: AccessLogBucket
    delivery: Delivery
    names: DomainNames
    entry: PublicEntry


def build_bootstrap(site: Site) -> BootstrapLayer:
    """Build L1, in the order in which its parts need each other."""
    delivery = delivery_of(site.settings.environment.name, site.account_id)
    keys = _keys(site)
    network = _network(site, keys, delivery)
    build_names(site, keys=keys, network=network)
    entered = build_cluster(site, keys=keys, network=network, delivery=delivery)
    build_runner(site, keys=keys, network=network, cluster=entered.cluster, delivery=delivery)
    topic = build_alarms(site, keys)
    build_crash_alarm(site, entered.cluster, topic)
    names = build_domain_names(site, network)
    parts = _Parts(
        keys=keys,
        audit_key=_audit_key(site, delivery),
        network=network,
        cluster=entered.cluster,
        topic=topic,
        logs=_access_logs(site),
        delivery=delivery,
        names=names,
        entry=_entry(site, network, entered.cluster),
    )
    return BootstrapLayer(
        foundation=_foundation(site, parts),
        cluster=entered.cluster,
        zones=names.zones,
        certificate=names.certificate,
        delivery=delivery,
        kubernetes=entered.kubernetes,
    )


def _foundation(site: Site, parts: _Parts) -> Foundation:
    planned = site.plan.network
    subnets = plan_subnets(str(planned.cidr), [str(zone) for zone in planned.zones])
    return Foundation(
        cluster_name=parts.cluster.name,
        cluster_arn=parts.cluster.arn,
        kubeconfig=parts.cluster.kubeconfig,
        database_clients_id=parts.network.database_clients_id,
        vpc_id=parts.network.vpc_id,
        database_subnet_ids=parts.network.database_subnet_ids,
        database_blocks=[zone.database for zone in subnets.values()],
        endpoint_blocks=[zone.endpoints for zone in subnets.values()],
        entry_blocks=[zone.public for zone in subnets.values()],
        entry_group_id=parts.entry.security_group_id,
        certificate_arn=parts.names.certificate.arn if parts.names.certificate else "",
        public_domain=parts.names.zones.public_domain,
        public_zone_id=parts.names.zones.public_zone_id,
        evidence_endpoint=parts.network.s3_url,
        database_key_arn=parts.keys.database_arn,
        secrets_key_arn=parts.keys.secrets_arn,
        evidence_key_arn=parts.keys.evidence_arn,
        audit_key_arn=parts.audit_key.arn,
        logs_key_arn=parts.keys.logs_arn,
        vault_key_arn=parts.keys.vault_unseal_arn,
        alarm_topic_arn=parts.topic.arn,
        access_log_bucket=parts.logs.bucket,
        access_log_bucket_arn=parts.logs.arn,
        permissions_boundary_arn=parts.delivery.boundary_arn,
        deploy_role_arn=parts.delivery.deploy_role_arn,
    )


def _keys(site: Site) -> EnvironmentKeys:
    environment = site.settings.environment
    return EnvironmentKeys(
        "keys",
        EnvironmentKeysArgs(
            environment=environment.name,
            region=str(site.settings.region),
            account_id=site.account_id,
            vault_role_name=pod_role_name(environment.name, namespace_name(environment.name, "system"), "vault"),
            protect=environment.protect,
        ),
        opts=site.on_aws,
    )


def _audit_key(site: Site, delivery: Delivery) -> SigningKey:
    """Whoever delivers signs, and whoever administers; nothing that runs in the cluster does."""
    environment = site.settings.environment
    administrators = [role.arn(account_id=str(site.account_id)) for role in site.settings.access.administrators]
    return SigningKey(
        "audit-key",
        SigningKeyArgs(
            environment=environment.name,
            purpose=KEY_PURPOSE,
            description=f"Checkpoints of the audit log ({environment.name})",
            account_id=site.account_id,
            signers=[delivery.deploy_role_arn, *administrators],
            protect=environment.protect,
        ),
        opts=site.on_aws,
    )


def _network(site: Site, keys: EnvironmentKeys, delivery: Delivery) -> Network:
    return Network(
        "network",
        NetworkArgs(
            environment=site.settings.environment.name,
            region=str(site.settings.region),
            account_id=site.account_id,
            cidr=str(site.plan.network.cidr),
            zones=[str(zone) for zone in site.plan.network.zones],
            nat_per_zone=site.plan.network.nat_per_zone,
            cluster_name=physical_name(site.settings.environment.name),
            logs_key_arn=keys.logs_arn,
            flow_log_retention_days=site.plan.network.flow_log_days,
            permissions_boundary=delivery.boundary_arn,
        ),
        opts=site.on_aws,
    )


def _entry(site: Site, network: Network, cluster: Cluster) -> PublicEntry:
    return PublicEntry(
        "entry",
        PublicEntryArgs(
            environment=site.settings.environment.name,
            vpc_id=network.vpc_id,
            nodes_group_id=cluster.security_group_id,
            service_ports=_entered(site.settings),
        ),
        opts=site.on_aws,
    )


def _entered(settings: Settings) -> list[int]:
    """The ports of pods that the load balancer goes on to."""
    return sorted({*service_ports(settings), *([ports.KEYCLOAK] if settings.runs_keycloak else [])})


def _access_logs(site: Site) -> AccessLogBucket:
    environment = site.settings.environment
    return AccessLogBucket(
        "access-logs",
        AccessLogBucketArgs(
            environment=environment.name,
            account_id=site.account_id,
            retention_days=_LOG_DAYS,
            locked=site.settings.evidence.object_lock != "off",
            protect=environment.protect,
        ),
        opts=site.on_aws,
    )
