"""A namespace of the control plane, with what it may use at most."""

from components.kubernetes.namespace import Namespace, NamespaceArgs, NamespaceQuota

Namespace(
    "apps",
    NamespaceArgs(
        environment="dev",
        namespace="apps-dev",
        plane="control",
        quota=NamespaceQuota(cpu="8", memory="16Gi", pods=40),
    ),
)
