"""A project whose applications come from one repository of charts, and wait for somebody in prod."""

from components.platform.argo_project import ArgoProject, ArgoProjectArgs, ObjectKind

ArgoProject(
    "platform",
    ArgoProjectArgs(
        project="platform",
        description="What environments stand on",
        repositories=["https://charts.jetstack.io"],
        namespaces=["system"],
        account="platform",
        cluster_kinds=[ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole")],
        gated=True,
    ),
)
