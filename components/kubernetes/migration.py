"""The migration of the database's schema to an image, before anything runs that image."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pulumi
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.container import Container, Step
from components.kubernetes.labels import VERSION, component_labels
from components.kubernetes.pod_template import pod_template
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
    times: int = 1
    """How often it runs in a row: on an empty database, the first run may not finish what there is."""
    status: tuple[str, ...] = ()
    """The arguments with which the same program says, after the last run, what is applied; none where it can't."""
    registration: Step | None = None
    """What puts rows into the tables that the first run made, before the last."""
    files: pulumi.Input[str] | None = None
    """The config map of what its steps read, under a name that changes with its content."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""

    def __post_init__(self) -> None:
        """Refuse rows that have no place between two runs."""
        if self.registration and self.times == 1:
            raise ValueError("migration: rows are registered between two runs; let it run twice")


class Migration(Component):
    """One job a release; the workloads take their image from `image` and so wait for it."""

    image: pulumi.Output[str]
    """The image, known once the database's schema is ready for it."""
    completed: pulumi.Output[dict[str, str]]
    """The job's name, and when it was done; nothing of what its pod said, which no job has."""

    def __init__(self, name: str, args: MigrationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Migration", name, None, opts)
        self.inside = args.cluster
        container = replace(args.container, before=steps(args), arguments=args.status or args.container.arguments)
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
            files=args.files,
            runs_once=True,
        )
        job = batch.Job(
            f"{name}-job",
            # A job can't be changed, and one that failed is not run again under its name: every release has its own.
            metadata=meta.ObjectMetaArgs(
                name=pulumi.Output.from_input(args.files).apply(
                    lambda files: job_name(container, args.image_digest, files)
                ),
                namespace=args.namespace,
                labels={**labels, VERSION: container.image_sha},
            ),
            spec=batch.JobSpecArgs(backoff_limit=1, active_deadline_seconds=_TIMEOUT_SECONDS, template=template),
            opts=self.child(
                custom_timeouts=pulumi.CustomTimeouts(create=f"{_TIMEOUT_SECONDS}s"),
            ),
        )
        at = job.status.apply(lambda status: status.completion_time if status else None)
        self.completed = pulumi.Output.all(job.metadata.name, at).apply(_completed)
        self.image = pulumi.Output.all(container.image, job.id).apply(lambda values: str(values[0]))
        self.register()


def steps(args: MigrationArgs) -> tuple[Step, ...]:
    """What runs before the job's own container, which is the last run of the migration or tells of it."""
    container = args.container
    runs = tuple(
        Step(
            name=f"{MIGRATION}-{number}",
            image=container.image,
            command=container.command,
            arguments=container.arguments,
            variables=container.variables,
        )
        for number in range(1, args.times + (1 if args.status else 0))
    )
    return (*runs[:1], *([args.registration] if args.registration else []), *runs[1:])


def _completed(made: Sequence[Any]) -> dict[str, str]:
    name, at = made
    return {"job": str(name), **({"completedAt": str(at)} if at else {})}


def job_name(container: Container, image_digest: str | None = None, files: str | None = None) -> str:
    """The image's SHA, and a digest of what it is, is told and reads: a change of either is another job.

    Under the same name the job would have to go first, and Pulumi then replaces the workloads that wait for it as well.
    """
    before = [
        [step.name, step.command, [word for word in step.arguments if isinstance(word, str)]]
        for step in container.before
    ]
    pinned = [known for known in (image_digest, files) if known]
    told = json.dumps([container.image_sha, container.command, container.arguments, before, *pinned])
    digest = hashlib.sha256(told.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{MIGRATION}-{container.image_sha[:_SHA_LENGTH]}-{digest}"
