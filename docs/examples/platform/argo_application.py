"""A service from its chart, waited for until it is healthy."""

from components.platform.argo_application import ArgoApplication, ArgoApplicationArgs
from settings.charts import chart

ArgoApplication(
    "cert-manager",
    ArgoApplicationArgs(
        service="cert-manager",
        project="platform",
        chart=chart("cert-manager"),
        values={"replicaCount": 2},
        namespace="system",
        wave=0,
    ),
)
