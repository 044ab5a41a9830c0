"""A way out to one host for the execution plane, and to another for the control plane."""

from components.kubernetes.egress_proxy import EgressProxy, EgressProxyArgs
from components.kubernetes.workload import Placement

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"

EgressProxy(
    "egress-proxy",
    EgressProxyArgs(
        environment="dev",
        image=f"ghcr.io/acme/portarium-egress-proxy:{SHA}",
        image_sha=SHA,
        namespace="egress-dev",
        allowed_hosts=["api.github.com"],
        control_hosts=["identity.portarium.example"],
        replicas=2,
        placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
    ),
)
