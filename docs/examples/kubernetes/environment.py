"""The namespaces of dev, with one flow inside of the control plane's."""

from components.kubernetes.environment import Environment, EnvironmentArgs
from components.kubernetes.namespace import NamespaceQuota
from components.kubernetes.traffic import Flow, Pods

QUOTA = NamespaceQuota(cpu="4", memory="8Gi", pods=20)
APPS = Pods(namespace="apps-dev")

Environment(
    "environment",
    EnvironmentArgs(
        environment="dev",
        tier="dev",
        status="ready",
        quotas={"environment": QUOTA, "data": QUOTA, "control": QUOTA, "execution": QUOTA, "egress": QUOTA},
        flows=[Flow(name="inside", source=APPS, destination=APPS, ports=(8080,), reason="it calls itself")],
        holders_of="dev",
    ),
)
