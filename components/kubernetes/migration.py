"""The migration of the database's schema to an image, before anything runs that image."""

import hashlib
import json
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.labels import VERSION, component_labels
from components.kubernetes.pod_template import Container, pod_template
from components.kubernetes.workload import Placement
from domain.component_names import MIGRATION

_TIMEOUT_SECONDS = 900
_DIGEST_LENGTH = 8
_SHA_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class MigrationArgs:
    """Which image migrates, and where."""

    container: Container
    """What the job runs: the image that is about to be rolled out, with the arguments of its migration."""
    namespace: pulumi.Input[str]
    """The namespace of the data layer."""
    placement: Placement
    """Where the job may run."""
    image_digest: str | None = None
    """The digest in the image's name, where it has one."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Migration(Component):
    """One job a release; workloads that use the database take their image from `image` and so wait for it."""

    image: pulumi.Output[str]
    """The image, known once the database's schema is ready for it."""

    def __init__(self, name: str, args: MigrationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Migration", name, None, opts)
        self.inside = args.cluster
        container = args.container
        labels = component_labels(container.environment, container.plane, container.component)
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=meta.ObjectMetaArgs(name=MIGRATION, namespace=args.namespace, labels=labels),
            automount_service_account_token=False,
            opts=self.child(),
        )
        template = pod_template(
            container,
            service_account=account.metadata.name,
            node_labels=args.placement.node_labels,
            tolerations=(),
            files=None,
            runs_once=True,
        )
        job = batch.Job(
            f"{name}-job",
            # A job can't be changed, and one that failed is not run again under its name: every release has its own.
            metadata=meta.ObjectMetaArgs(
                name=job_name(container, args.image_digest),
                namespace=args.namespace,
                labels={**labels, VERSION: container.image_sha},
            ),
            spec=batch.JobSpecArgs(backoff_limit=1, active_deadline_seconds=_TIMEOUT_SECONDS, template=template),
            opts=self.child(
                custom_timeouts=pulumi.CustomTimeouts(create=f"{_TIMEOUT_SECONDS}s"),
            ),
        )
        self.image = pulumi.Output.all(container.image, job.id).apply(lambda values: str(values[0]))
        self.register()


def job_name(container: Container, image_digest: str | None = None) -> str:
    """The image's SHA, and a digest of what it is and is told to do: a change of either is another job.

    Under the same name the job would have to go first, and Pulumi then replaces the workloads that wait for it as well.
    """
    told = json.dumps([container.image_sha, container.arguments, *([image_digest] if image_digest else [])])
    digest = hashlib.sha256(told.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{MIGRATION}-{container.image_sha[:_SHA_LENGTH]}-{digest}"
