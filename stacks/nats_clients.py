"""The certificates of workloads that call NATS: each is made for its plane's user, and read by that plane alone."""

from collections.abc import Mapping, Sequence

import pulumi

from components.kubernetes.certificate_mirror import CertificateMirror, CertificateMirrorArgs
from components.kubernetes.environment import namespace_name
from components.platform.external_secrets import EXTERNAL_SECRETS
from domain.nats import client_secret
from domain.plane import WorkloadPlane
from settings.model import Settings
from stacks.nats import client_certificate
from stacks.nats_jobs import Messages


def planes_of_clients(settings: Settings) -> list[WorkloadPlane]:
    """The planes with a workload that calls NATS."""
    return sorted({workload.plane for workload in settings.workloads if "nats" in workload.uses})


def build_nats_clients(
    messages: Messages | None, namespaces: pulumi.Output[dict[str, str]], *, operator: Sequence[pulumi.Resource]
) -> Mapping[WorkloadPlane, pulumi.Output[str]]:
    """The secret of each plane that has clients, known once the certificate is in it and the servers run."""
    if messages is None:
        # The settings refuse clients where this stack has no platform.
        return {}
    site = messages.site
    platform = namespace_name(site.ground.environment, "system")
    made: dict[WorkloadPlane, pulumi.Output[str]] = {}
    for plane in planes_of_clients(site.settings):
        name = client_secret(plane)
        mirror = CertificateMirror(
            f"nats-client-{plane}",
            CertificateMirrorArgs(
                secret=client_certificate(site, name, plane).secret,
                name=name,
                platform=platform,
                namespace=namespaces[plane],
                operator=EXTERNAL_SECRETS,
                wait_seconds=site.settings.rollout_seconds,
                after=operator,
                cluster=site.ground.cluster,
            ),
            opts=site.ground.in_cluster,
        )
        made[plane] = pulumi.Output.all(mirror.secret, messages.synced).apply(lambda values: str(values[0]))
    return made
