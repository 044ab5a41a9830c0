"""A job of the operations image, which a release waits for."""

import hashlib
import json
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.labels import VERSION, component_labels
from components.kubernetes.operations_pod import OperationsPod, operations_template

_TIMEOUT_SECONDS = 600
_DIGEST_LENGTH = 8
_SHA_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class OperationsJobArgs:
    """What the job runs."""

    pod: OperationsPod
    """Its pod."""
    image_digest: str | None = None
    """The digest in the image's name, where it has one."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class OperationsJob(Component):
    """One job for each release and each plan; what it does can be done again, and is where nothing is to be done."""

    image: pulumi.Output[str]
    """The image, known once the job has run to its end: what needs its work waits for it."""

    def __init__(self, name: str, args: OperationsJobArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:OperationsJob", name, None, opts)
        self.inside = args.cluster
        pod = args.pod
        labels = component_labels(pod.environment, pod.plane, pod.component)
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=meta.ObjectMetaArgs(name=pod.component, namespace=pod.namespace, labels=labels),
            automount_service_account_token=False,
            opts=self.child(),
        )
        job = batch.Job(
            f"{name}-job",
            metadata=meta.ObjectMetaArgs(
                name=pulumi.Output.from_input(pod.plan).apply(
                    lambda plan: operations_job_name(pod, plan, args.image_digest)
                ),
                namespace=pod.namespace,
                labels={**labels, VERSION: pod.image_sha},
            ),
            spec=batch.JobSpecArgs(
                # A database that restarts is back by the third try.
                backoff_limit=2,
                active_deadline_seconds=_TIMEOUT_SECONDS,
                template=operations_template(pod, account.metadata.name),
            ),
            opts=self.child(custom_timeouts=pulumi.CustomTimeouts(create=f"{_TIMEOUT_SECONDS}s")),
        )
        self.image = pulumi.Output.all(pod.image, job.id).apply(lambda values: str(values[0]))
        self.register()


def operations_job_name(pod: OperationsPod, plan: str, image_digest: str | None = None) -> str:
    """The image's SHA, and a digest of what it is told and by which plan: a change of either is another job.

    Under the same name the job would have to go first, and Pulumi then replaces what waits for it as well.
    """
    pinned = [image_digest] if image_digest else []
    told = json.dumps([pod.image_sha, pod.command, plan, *pinned])
    digest = hashlib.sha256(told.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{pod.component}-{pod.image_sha[:_SHA_LENGTH]}-{digest}"
