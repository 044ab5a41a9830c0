"""The namespaces of an environment, with what each may use of its nodes and the ways out of it and into it."""

from components.kubernetes.containment import Reach, permitted_flows
from components.kubernetes.environment import Environment, EnvironmentArgs
from stacks.called import services_called
from stacks.layer import Ground
from stacks.sizes import metrics_ports, quota, service_ports
from stacks.workload_roles import OF_AWS


def build_namespaces(ground: Ground) -> Environment:
    """Build them closed, but for the ways that the settings name."""
    settings, foundation = ground.settings, ground.foundation
    control = [workload for workload in settings.workloads if workload.plane == "control"]
    quotas = settings.quotas
    return Environment(
        "environment",
        EnvironmentArgs(
            environment=ground.environment,
            tier=settings.environment.tier,
            status=settings.environment.status,
            quotas={
                "environment": quota(quotas.environment),
                "data": quota(quotas.data),
                "control": quota(quotas.apps),
                "execution": quota(quotas.execution),
                "egress": quota(quotas.egress),
            },
            flows=permitted_flows(
                Reach(
                    environment=ground.environment,
                    service_ports=service_ports(settings),
                    entry_blocks=foundation.entry_blocks,
                    metrics_ports=metrics_ports(settings),
                    database_users=[str(workload.name) for workload in control if "database" in workload.uses],
                    database_blocks=foundation.database_blocks,
                    aws_users=[str(workload.name) for workload in control if workload.uses & OF_AWS],
                    aws_blocks=foundation.endpoint_blocks,
                    temporal_users=[
                        (workload.plane, str(workload.name))
                        for workload in settings.workloads
                        if "temporal" in workload.uses
                    ],
                    nats_users=[
                        (workload.plane, str(workload.name))
                        for workload in settings.workloads
                        if "nats" in workload.uses
                    ],
                    vault_readers=[
                        (workload.plane, str(workload.name)) for workload in settings.workloads if workload.secret_files
                    ],
                    services=services_called(settings),
                )
            ),
            holders_of=settings.shared_with or ground.environment,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
