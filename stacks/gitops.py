"""Argo CD, and the projects that say what may be installed by it and as whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.traffic import Traffic, TrafficArgs
from components.platform.argo_account import ArgoAccount, ArgoAccountArgs
from components.platform.argo_application import ArgoApplication, ArgoApplicationArgs
from components.platform.argo_cd import ArgoCd, ArgoCdArgs
from components.platform.argo_cd_flows import argo_cd_flows
from components.platform.argo_cd_values import ArgoCdPlan, SignIn
from components.platform.argo_project import ArgoProject, ArgoProjectArgs, ObjectKind
from components.platform.argo_rules import (
    cluster_rules,
    service_rules,
    teams_rules,
)
from domain.chart import Chart
from domain.gitops import GITOPS, TEAMS
from domain.platform_services import PLATFORM
from settings.charts import chart
from settings.model import FoundationPlan, Settings
from settings.sections.platform import TeamApplication
from stacks.layer import Ground
from stacks.service_ground import PlatformService
from stacks.sizes import placement, quota

ARGO_CD = "argo-cd"
"""Its chart, and its release."""

ARGO_CD_HOSTS = ("quay.io", "*.quay.io", "public.ecr.aws", "d5l0dvt14r5h8.cloudfront.net")
"""Where its images are, and what their layers are handed out by."""

_AFTER_SERVICES = 9

# A chart opens no way, gives out no secret and takes no more than the namespace has: those are the program's.
_FORBIDDEN = tuple(
    ObjectKind(group=group, kind=kind)
    for group, kind in (
        ("", "LimitRange"),
        ("", "ResourceQuota"),
        ("", "Secret"),
        ("networking.k8s.io", "NetworkPolicy"),
    )
)


@dataclass(frozen=True, kw_only=True)
class GitopsLayer:
    """What is installed by Argo CD stands on this."""

    argo_cd: ArgoCd
    """Argo CD; its kinds are unknown before it is there."""
    namespace: pulumi.Output[str]
    """Its namespace, known once it is installed."""
    project: pulumi.Output[str]
    """The project of the platform's services, known once it is there, with an account that has its rights."""


def build_gitops(
    ground: Ground, plan: FoundationPlan, services: Sequence[PlatformService], *, system: pulumi.Output[str]
) -> GitopsLayer:
    """Install Argo CD in a closed namespace of its own, and make the project of the services."""
    namespace = _namespace(ground, plan, system)
    argo_cd = ArgoCd(
        "argo-cd",
        ArgoCdArgs(
            chart=chart(ARGO_CD),
            plan=argo_cd_plan(ground.settings, plan, services),
            namespace=namespace,
            rollout_seconds=ground.settings.rollout_seconds,
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    installed = pulumi.Output.all(namespace, argo_cd.release).apply(lambda values: str(values[0]))
    return GitopsLayer(
        argo_cd=argo_cd, namespace=installed, project=_services(ground, services, argo_cd, installed, system)
    )


def build_teams_project(ground: Ground, plan: FoundationPlan, gitops: GitopsLayer, *, apps: pulumi.Output[str]) -> None:
    """Make the project of the applications of teams: one namespace, listed repositories, and nothing by itself."""
    name = namespace_name(ground.environment, "control")
    account = ArgoAccount(
        "teams",
        ArgoAccountArgs(
            environment=ground.environment,
            account=TEAMS,
            namespace=gitops.namespace,
            rules={"control": teams_rules()},
            namespaces={"control": apps},
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).account
    project = ArgoProject(
        "teams",
        ArgoProjectArgs(
            project=TEAMS,
            description="what teams bring beside the release",
            repositories=[str(url) for url in plan.platform.gitops.repositories],
            namespaces=[name],
            account=account,
            forbidden_kinds=(*_FORBIDDEN, *_RIGHTS),
            gated=ground.settings.environment.gated,
            after=[gitops.argo_cd],
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).project
    for called, wanted in plan.platform.gitops.applications.items():
        ArgoApplication(
            f"team-{called}",
            ArgoApplicationArgs(
                service=f"team-{called}",
                project=project,
                chart=_of_team(wanted),
                values=wanted.values,
                namespace=apps,
                wave=_AFTER_SERVICES,
                automated=False,
            ),
            opts=ground.in_cluster,
        )


def _of_team(wanted: TeamApplication) -> Chart:
    return Chart(
        name=str(wanted.chart),
        repository=str(wanted.repository),
        version=str(wanted.version),
        app_version="",
        licence="",
        keys=(),
    )


_RIGHTS = tuple(ObjectKind(group="rbac.authorization.k8s.io", kind=kind) for kind in ("Role", "RoleBinding"))


def argo_cd_plan(settings: Settings, plan: FoundationPlan, services: Sequence[PlatformService]) -> ArgoCdPlan:
    """How Argo CD is run; plain values, for whoever renders its chart."""
    wanted, identity = plan.platform.gitops, settings.identity
    signed = wanted.sign_in
    return ArgoCdPlan(
        environment=settings.environment.name,
        replicas=wanted.pods,
        domain=f"{GITOPS}.{settings.domains.internal_domain}",
        placement=placement("system"),
        groups=sorted({*_groups(services), *(kind.group for each in services for kind in each.cluster_kinds)}),
        sign_in=SignIn(
            issuer=str(identity.issuer),
            client_id=str(signed.client_id),
            administrators=[str(group) for group in signed.administrators],
            readers=[str(group) for group in signed.readers],
        )
        if signed and identity
        else None,
    )


def _groups(services: Sequence[PlatformService]) -> list[str]:
    return sorted({group for service in services for group in service.groups})


def _namespace(ground: Ground, plan: FoundationPlan, system: pulumi.Output[str]) -> pulumi.Output[str]:
    settings = ground.settings
    namespace = Namespace(
        "gitops",
        NamespaceArgs(
            environment=ground.environment,
            namespace=GITOPS,
            plane="system",
            quota=quota(settings.quotas.gitops),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).namespace
    traffic = Traffic(
        "gitops-ways",
        TrafficArgs(
            flows=argo_cd_flows(signed_in=plan.platform.gitops.sign_in is not None),
            namespaces={GITOPS: namespace, namespace_name("", "system"): system},
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
    return pulumi.Output.all(namespace, traffic.policies).apply(lambda values: str(values[0]))


def _services(
    ground: Ground,
    services: Sequence[PlatformService],
    argo_cd: ArgoCd,
    installed: pulumi.Output[str],
    system: pulumi.Output[str],
) -> pulumi.Output[str]:
    own = namespace_name(ground.environment, "system")
    kinds = sorted(
        {kind for service in services for kind in service.cluster_kinds}, key=lambda kind: (kind.group, kind.kind)
    )
    account = ArgoAccount(
        "services",
        ArgoAccountArgs(
            environment=ground.environment,
            account=PLATFORM,
            namespace=installed,
            rules={"system": service_rules(_groups(services))},
            namespaces={"system": system},
            cluster_rules=cluster_rules(kinds),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).account
    return ArgoProject(
        "services",
        ArgoProjectArgs(
            project=PLATFORM,
            description="the services that Portarium stands on",
            repositories=[chart(service.chart).repository for service in services],
            namespaces=[own],
            account=account,
            cluster_kinds=kinds,
            forbidden_kinds=_FORBIDDEN,
            gated=ground.settings.environment.gated,
            after=[argo_cd],
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    ).project
