"""A workload of two to six pods, by the load of their processors."""

from components.kubernetes.container import Amount, Container
from components.kubernetes.workload import Autoscaling, Workload, WorkloadArgs

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"

Workload(
    "control-plane",
    WorkloadArgs(
        container=Container(
            environment="dev",
            component="control-plane",
            plane="control",
            image=f"ghcr.io/acme/portarium-control-plane:{SHA}",
            image_sha=SHA,
            port=8080,
            requests=Amount(cpu="250m", memory="512Mi"),
            limits=Amount(cpu="1", memory="1Gi"),
        ),
        namespace="apps-dev",
        autoscaling=Autoscaling(minimum=2, maximum=6, cpu_percent=70),
    ),
)
