"""Joins the layers of one environment, and refuses what may not come before any of them is touched."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pulumi

from settings.model import Settings
from settings.notices import notices
from stacks.account_stack import require_account_stack
from stacks.apps import build_apps
from stacks.bootstrap import BootstrapLayer, build_bootstrap
from stacks.caller import account_id
from stacks.capacity import require_capacity
from stacks.data import build_data
from stacks.destruction_guard import DestructionGuard
from stacks.foundation import foundation_of
from stacks.gitops import build_teams_project
from stacks.layer import Ground
from stacks.outputs import StackOutputs
from stacks.platform import PlatformLayer, build_platform
from stacks.providers import aws_provider, kubernetes_provider
from stacks.release import Releases, read_releases, require_accepting, require_promotable
from stacks.secrets import build_secrets
from stacks.site import Site

_NOT_YET = "when this up completes"


def build_environment(settings: Settings) -> StackOutputs:
    """Build everything that the stack's topology has."""
    require_capacity(settings)
    for notice in notices(settings, now=datetime.now(UTC)):
        pulumi.log.warn(str(notice))
    own = _promotable(settings)
    guard = DestructionGuard(settings.environment.name) if settings.environment.protect else None
    provider = aws_provider(settings)
    account = account_id(settings.account_id, provider)
    require_account_stack(settings, account, provider)
    bootstrap: BootstrapLayer | None = None
    platform: PlatformLayer | None = None
    if settings.foundation:
        bootstrap = build_bootstrap(
            Site(settings=settings, plan=settings.foundation, account_id=account, provider=provider)
        )
        ground = Ground(
            settings=settings,
            foundation=bootstrap.foundation,
            account_id=account,
            aws=provider,
            kubernetes=bootstrap.kubernetes,
            cluster=bootstrap.cluster.resource,
        )
        platform = build_platform(ground, settings.foundation)
    else:
        foundation = foundation_of(str(settings.shared_with))
        ground = Ground(
            settings=settings,
            foundation=foundation,
            account_id=account,
            aws=provider,
            kubernetes=kubernetes_provider(kubeconfig=foundation.kubeconfig, cluster=foundation.cluster_name),
            cluster=None,
        )
    data = build_data(ground)
    apps = build_apps(ground, data, build_secrets(ground), platform=platform)
    if platform and settings.foundation:
        build_teams_project(
            ground,
            settings.foundation,
            platform.gitops,
            apps=apps.environment.namespaces.apply(lambda names: names["control"]),
        )
    if guard:
        guard.close()
    images = pulumi.Output.all(**apps.images)
    return StackOutputs(
        environment=settings.environment.name,
        tier=settings.environment.tier,
        status=apps.environment.status,
        release=_completed(settings, own, images),
        images=images,
        namespaces=apps.environment.namespaces,
        clusterName=ground.foundation.cluster_name,
        kubeconfig=ground.foundation.kubeconfig,
        databaseAddress=data.database.address,
        databaseSecretArn=data.database.master_secret_arn,
        evidenceBucket=data.evidence.bucket,
        auditKeyArn=ground.foundation.audit_key_arn,
        legalHoldRoleArn=data.evidence.legal_hold_role_arn,
        migrations=apps.migrated,
        secretsBundle=apps.bundle,
        nameServers=bootstrap.zones.name_servers if bootstrap else None,
        certificateArn=bootstrap.certificate.arn if bootstrap and bootstrap.certificate else None,
        foundation=bootstrap.foundation.as_output() if bootstrap else None,
    )


def _promotable(settings: Settings) -> Releases:
    """The history of this environment, once its configured SHA has been found to be allowed here."""
    environment = settings.environment
    image_sha, source = str(settings.image_sha), environment.promotion.source
    own = read_releases(environment.name) or Releases()
    require_accepting(image_sha, environment=environment.name, status=environment.status, own=own)
    require_promotable(
        image_sha,
        environment=environment.name,
        own=own,
        source=source,
        source_releases=read_releases(source) if source else None,
    )
    return own


def _completed(
    settings: Settings, own: Releases, images: pulumi.Output[Mapping[str, str]]
) -> pulumi.Output[dict[str, Any]]:
    """The release as an output that appears only once every image runs: an `up` that fails completes nothing."""
    # Two previews of the same must print the same.
    now = _NOT_YET if pulumi.runtime.is_dry_run() else datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    completed = own.followed_by(str(settings.image_sha), now)
    return images.apply(lambda _: completed.as_output())
