"""A job of the operations image that comes again and again, and restarts the workloads that its work concerns."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.api_groups import RBAC
from components.kubernetes.labels import VERSION, component_labels
from components.kubernetes.operations_pod import OperationsPod, operations_template
from domain.plane import EnvironmentPlane

_TIMEOUT_SECONDS = 3600
# A cluster that was down at the hour catches up within the day.
_LATEST_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Restarted:
    """What it changes of one namespace, by name and of nothing else."""

    namespace: pulumi.Input[str]
    """The namespace of the workloads."""
    plane: EnvironmentPlane = "control"
    """Its plane."""
    external_secrets: Sequence[str] = ()
    """The external secrets that it has read anew."""
    deployments: Sequence[str] = ()
    """The deployments that it rolls out again."""
    stateful_sets: Sequence[str] = ()
    """The stateful sets that it rolls out again."""
    seen: Sequence[str] = ()
    """The external secrets that it only looks at."""


@dataclass(frozen=True, kw_only=True)
class OperationsScheduleArgs:
    """What comes when, and what it may change in the cluster."""

    pod: OperationsPod
    """Its pod, with a token for the Kubernetes API."""
    schedule: str
    """When, as cron says it, in UTC."""
    restarted: Sequence[Restarted]
    """What it restarts, for each namespace."""
    suspended: bool = False
    """Whether it never comes by itself, and only a person starts it."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class OperationsSchedule(Component):
    """A cron job with an account of its own; one that still runs is not overtaken by the next."""

    cron_job: pulumi.Output[str]
    """The name of the cron job."""

    def __init__(self, name: str, args: OperationsScheduleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:OperationsSchedule", name, None, opts)
        self.inside = args.cluster
        pod = args.pod
        labels = component_labels(pod.environment, pod.plane, pod.component)
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=meta.ObjectMetaArgs(name=pod.component, namespace=pod.namespace, labels=labels),
            # Its own pod asks for a token; another one with this account would get none by itself.
            automount_service_account_token=False,
            opts=self.child(),
        )
        rights = [self._rights(name, pod, restarted, account) for restarted in args.restarted]
        made = batch.CronJob(
            f"{name}-cron-job",
            metadata=meta.ObjectMetaArgs(
                name=pod.component, namespace=pod.namespace, labels={**labels, VERSION: pod.image_sha}
            ),
            spec=batch.CronJobSpecArgs(
                schedule=args.schedule,
                time_zone="Etc/UTC",
                # The API server keeps what is said, and a false would be a change of those that are there.
                suspend=True if args.suspended else None,
                concurrency_policy="Forbid",
                starting_deadline_seconds=_LATEST_SECONDS,
                successful_jobs_history_limit=1,
                # A failed one stays until somebody has looked at it.
                failed_jobs_history_limit=3,
                job_template=batch.JobTemplateSpecArgs(
                    metadata=meta.ObjectMetaArgs(labels=labels),
                    spec=batch.JobSpecArgs(
                        backoff_limit=2,
                        active_deadline_seconds=_TIMEOUT_SECONDS,
                        template=operations_template(pod, account.metadata.name),
                    ),
                ),
            ),
            opts=self.child(depends_on=rights),
        )
        self.cron_job = made.metadata.name.apply(str)
        self.register()

    def _rights(
        self, name: str, pod: OperationsPod, restarted: Restarted, account: core.ServiceAccount
    ) -> rbac.RoleBinding:
        name = name if restarted.plane == "control" else f"{name}-{restarted.plane}"
        metadata = meta.ObjectMetaArgs(
            name=pod.component,
            namespace=restarted.namespace,
            labels=component_labels(pod.environment, restarted.plane, pod.component),
        )
        role = rbac.Role(f"{name}-role", metadata=metadata, rules=restart_rules(restarted), opts=self.child())
        return rbac.RoleBinding(
            f"{name}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(api_group=RBAC, kind="Role", name=role.metadata.name),
            subjects=[
                rbac.SubjectArgs(
                    kind="ServiceAccount", name=account.metadata.name, namespace=account.metadata.namespace
                )
            ],
            opts=self.child(),
        )


def restart_rules(restarted: Restarted) -> list[rbac.PolicyRuleArgs]:
    """Read and annotate these objects; no list, because a list can't be kept to names without saying each."""
    return [
        rbac.PolicyRuleArgs(api_groups=[group], resources=[resource], resource_names=sorted(names), verbs=verbs)
        for group, resource, names, verbs in (
            ("external-secrets.io", "externalsecrets", restarted.external_secrets, ["get", "patch"]),
            ("external-secrets.io", "externalsecrets", restarted.seen, ["get"]),
            ("apps", "deployments", restarted.deployments, ["get", "patch"]),
            ("apps", "statefulsets", restarted.stateful_sets, ["get", "patch"]),
        )
        # A rule without names is one for all of them.
        if names
    ]
