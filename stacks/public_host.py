"""The name by which the control plane is reached from outside, once the domain is delegated."""

from collections.abc import Mapping, Sequence

import pulumi

from components.kubernetes.public_host import PublicHost, PublicHostArgs
from domain.public_entry import api_host
from stacks.layer import Ground


def build_public_host(
    ground: Ground,
    namespace: pulumi.Input[str],
    running: Mapping[str, pulumi.Output[str]],
    *,
    after: Sequence[pulumi.Resource],
) -> None:
    """Lead the environment's host to the first workload of its control plane, once that runs.

    An environment on another one's cluster answers under that one's domain, whose certificate covers one label more.
    """
    settings, foundation = ground.settings, ground.foundation
    served = next((workload for workload in settings.workloads if workload.plane == "control"), None)
    if served is None or not settings.domains.delegated:
        return
    name = str(served.name)
    domain = pulumi.Output.from_input(foundation.public_domain)
    host = pulumi.Output.concat(ground.environment, ".", domain) if settings.shared_with else domain.apply(api_host)
    PublicHost(
        "public-host",
        PublicHostArgs(
            environment=ground.environment,
            host=host,
            namespace=namespace,
            service=running[name].apply(lambda _: name),
            port=served.port,
            health_path=str(served.probes.readiness.path),
            certificate_arn=foundation.certificate_arn,
            security_group_id=foundation.entry_group_id,
        ),
        opts=pulumi.ResourceOptions.merge(ground.in_cluster, pulumi.ResourceOptions(depends_on=list(after))),
    )
