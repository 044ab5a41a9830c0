"""An application of Argo CD: one chart at one version with our values, kept as it is declared."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from domain.chart import Chart
from domain.gitops import API_VERSION, GITOPS, IN_CLUSTER, WAVE

_FINALIZER = "resources-finalizer.argocd.argoproj.io"
_SYNC_OPTIONS = (
    "ServerSideApply=true",
    "CreateNamespace=false",
    "PruneLast=true",
    "FailOnSharedResource=true",
    # Otherwise each sync empties what an injector has written, and a webhook that fails closed refuses meanwhile.
    "RespectIgnoreDifferences=true",
)


@dataclass(frozen=True, kw_only=True)
class IgnoredField:
    """A field that something in the cluster writes, so that it differs from the chart forever."""

    group: str
    """The API group of the kind."""
    kind: str
    """The kind."""
    paths: Sequence[str]
    """The fields, as jq writes paths."""


@dataclass(frozen=True, kw_only=True)
class ArgoApplicationArgs:
    """Which chart, with which values, into which namespace, and when."""

    service: str
    """The service; names the application and the chart's release."""
    project: pulumi.Input[str]
    """The project, which says where it may come from and go to."""
    chart: Chart
    """The chart."""
    values: Mapping[str, Any]
    """What differs from the chart's defaults."""
    namespace: pulumi.Input[str]
    """The namespace that it is installed into; it exists before."""
    wave: int
    """What comes in an earlier wave is up before; what comes in a later one waits."""
    automated: bool = True
    """Whether a difference is corrected at once; without it somebody has to ask for it."""
    ignored: Sequence[IgnoredField] = ()
    """What may differ."""
    wait_seconds: int = 900
    """How long it may take until all of it is healthy; a person's decision is part of that where a gate is."""
    after: Sequence[pulumi.Resource] = ()
    """What has to be there before: the applications of earlier waves, roles, policies."""


class ArgoApplication(Component):
    """An application that `up` waits for, until it is what is declared now, and healthy.

    Its objects are applied by the server, because kinds are too large for the annotation of the other way. Who deletes
    it deletes what it installed, and it never goes with its cluster: what a service made outside, such as a load
    balancer, would stay.
    """

    synced: pulumi.Output[str]
    """Its name, known once what is declared now is installed and healthy, or declared where it is synced by hand."""

    def __init__(self, name: str, args: ArgoApplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:ArgoApplication", name, None, opts)
        wait = f"{args.wait_seconds}s"
        application = CustomResource(
            f"{name}-application",
            api_version=API_VERSION,
            kind="Application",
            metadata=meta.ObjectMetaArgs(
                name=args.service,
                namespace=GITOPS,
                annotations={WAVE: str(args.wave), **_waiting(args)},
                finalizers=[_FINALIZER],
            ),
            spec={
                "project": args.project,
                "source": source(args),
                "destination": {"server": IN_CLUSTER, "namespace": args.namespace},
                "syncPolicy": sync_policy(automated=args.automated),
                "revisionHistoryLimit": 5,
                "ignoreDifferences": [
                    {"group": each.group, "kind": each.kind, "jqPathExpressions": list(each.paths)}
                    for each in args.ignored
                ]
                or None,
            },
            opts=self.child(
                depends_on=args.after, custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait, delete=wait)
            ),
        )
        self.synced = application.id.apply(lambda _: args.service)
        self.register()


def source(args: ArgoApplicationArgs) -> dict[str, Any]:
    """Where it comes from: the chart's repository, the pinned version, our values."""
    return {
        "repoURL": args.chart.repository,
        "chart": args.chart.name,
        "targetRevision": args.chart.version,
        "name": declared(args.chart, args.values),
        "helm": {"releaseName": args.service, "valuesObject": dict(args.values)},
    }


def sync_policy(*, automated: bool) -> dict[str, Any]:
    """How differences are corrected: by the server's own apply, what is gone last, a failed attempt a few times."""
    policy: dict[str, Any] = {
        "syncOptions": list(_SYNC_OPTIONS),
        "retry": {"limit": 5, "backoff": {"duration": "10s", "factor": 2, "maxDuration": "3m"}},
    }
    return {"automated": {"prune": True, "selfHeal": True}, **policy} if automated else policy


def _waiting(args: ArgoApplicationArgs) -> dict[str, str]:
    """Nobody knows when somebody asks for what is synced by hand, so that is not waited for."""
    return {"pulumi.com/waitFor": awaited(args.chart, args.values)} if args.automated else {}


def awaited(chart: Chart, values: Mapping[str, Any]) -> str:
    """What `up` waits for, as the annotation has it.

    An application that was healthy before a change still says so after it: only the source that it was compared with
    tells what its status is of, and its name has the digest of the values.
    """
    return json.dumps(
        [
            f"jsonpath={{.status.sync.comparedTo.source.name}}={declared(chart, values)}",
            "jsonpath={.status.sync.status}=Synced",
            "jsonpath={.status.health.status}=Healthy",
        ]
    )


def declared(chart: Chart, values: Mapping[str, Any]) -> str:
    """The name of a source: the version and a digest of the values."""
    content = json.dumps(values, sort_keys=True).encode()
    return f"{chart.version}-{hashlib.sha256(content).hexdigest()[:12]}"
