"""Argo CD: it keeps what is installed from charts as the program declares it."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.helm import v3 as helm

from components.component import Component
from components.platform.argo_cd_values import ArgoCdPlan, argo_cd_values
from domain.chart import Chart


@dataclass(frozen=True, kw_only=True)
class ArgoCdArgs:
    """From which chart it is installed, and how it is run."""

    chart: Chart
    """Its chart."""
    plan: ArgoCdPlan
    """How it is run."""
    namespace: pulumi.Input[str]
    """Its namespace, known once its ways are open."""
    rollout_seconds: int = 300
    """How long an installation may take."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class ArgoCd(Component):
    """The release of its chart, owned by the program: what installs everything else can't install itself.

    Nobody signs in by a password, and none is made. The one of Redis is made by a job of the chart, inside of the
    cluster, so that it is in no state.
    """

    release: pulumi.Output[str]
    """The release as `<namespace>/<name>`, known once it is installed and its kinds are there."""

    def __init__(self, name: str, args: ArgoCdArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:ArgoCd", name, None, opts)
        self.inside = args.cluster
        release = helm.Release(
            f"{name}-release",
            name=args.chart.name,
            chart=args.chart.name,
            version=args.chart.version,
            repository_opts=helm.RepositoryOptsArgs(repo=args.chart.repository),
            namespace=args.namespace,
            # A release that doesn't start is taken back, so that the next attempt begins where this one did.
            atomic=True,
            timeout=args.rollout_seconds,
            values=argo_cd_values(args.plan),
            opts=self.child(),
        )
        self.release = release.id
        self.register()
