"""Argo CD, which nobody signs in to."""

from components.kubernetes.workload import Placement
from components.platform.argo_cd import ArgoCd, ArgoCdArgs
from components.platform.argo_cd_values import ArgoCdPlan
from settings.charts import chart

ArgoCd(
    "argo-cd",
    ArgoCdArgs(
        chart=chart("argo-cd"),
        plan=ArgoCdPlan(
            environment="dev",
            replicas=1,
            domain="gitops.dev.portarium.example",
            placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
        ),
        namespace="gitops",
    ),
)
