"""Kyverno on the platform, and the policy by which only signed images of ours run in its environments."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.kubernetes.traffic import Flow
from components.platform.argo_application import ArgoApplication
from components.platform.signed_image_policy import SignedImagePolicy, SignedImagePolicyArgs
from components.platform.signed_images import (
    CLUSTER_KINDS,
    HOSTS,
    KYVERNO,
    signed_images_demand,
    signed_images_flows,
    signed_images_values,
)
from domain.pod_demand import PodDemand
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from stacks.layer import Ground
from stacks.network_blocks import private_blocks
from stacks.service_ground import PlatformService, ServiceGround
from stacks.sizes import placement


def _values(settings: Settings, plan: FoundationPlan) -> dict[str, Any]:
    return signed_images_values(
        environment=settings.environment.name,
        replicas=plan.platform.admission.pods,
        placement=placement("system"),
    )


def _build(site: ServiceGround) -> ArgoApplication:
    settings = site.settings
    application = ArgoApplication(
        KYVERNO,
        site.installation.of(KYVERNO, chart=chart(KYVERNO), values=_values(settings, site.plan)),
        opts=site.ground.in_cluster,
    )
    SignedImagePolicy(
        "signed-images",
        SignedImagePolicyArgs(
            environment=settings.environment.name,
            repository=settings.signing_repository,
            after=application.synced,
            wait_seconds=settings.rollout_seconds,
        ),
        # As a part of the application: whoever waits for that runs nothing that nobody was asked about.
        opts=pulumi.ResourceOptions(parent=application),
    )
    return application


def _flows(ground: Ground) -> Sequence[Flow]:
    plan = ground.settings.foundation
    return signed_images_flows(private_blocks(plan)) if plan else ()


def _demand(settings: Settings) -> Sequence[PodDemand]:
    return signed_images_demand(settings.foundation.platform.admission.pods) if settings.foundation else ()


SIGNED_IMAGES = PlatformService(
    name=KYVERNO,
    chart=KYVERNO,
    wave=0,
    values=_values,
    build=_build,
    flows=_flows,
    demand=_demand,
    hosts=HOSTS,
    cluster_kinds=CLUSTER_KINDS,
)
"""Kyverno: while it does not answer, no pod of an environment starts."""
