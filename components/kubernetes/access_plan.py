"""A plan that jobs of the operations image go by, such as who has access to the database, where they read it."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.labels import plane_labels
from domain.plan_files import PLAN_FILE
from domain.plane import Plane


@dataclass(frozen=True, kw_only=True)
class AccessPlanArgs:
    """What it says, and where."""

    environment: str
    """The environment."""
    namespace: pulumi.Input[str]
    """The namespace of the jobs."""
    content: pulumi.Input[str]
    """The plan as JSON: names and places of secrets, and no secret."""
    plane: Plane = "data"
    """The plane of its namespace."""
    file: str = PLAN_FILE
    """What its file is called."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class AccessPlan(Component):
    """An immutable config map: another plan is another map, so a job that runs keeps the one it was started with."""

    config_map: pulumi.Output[str]
    """Its name, which is made by Pulumi and changes with the plan."""

    def __init__(self, name: str, args: AccessPlanArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:AccessPlan", name, None, opts)
        self.inside = args.cluster
        made = core.ConfigMap(
            f"{name}-files",
            metadata=meta.ObjectMetaArgs(namespace=args.namespace, labels=plane_labels(args.environment, args.plane)),
            data={args.file: args.content},
            immutable=True,
            opts=self.child(),
        )
        self.config_map = made.metadata.name.apply(str)
        self.register()
