"""The certificate by which the control plane is known to NATS, beside its workload."""

from components.kubernetes.certificate_mirror import CertificateMirror, CertificateMirrorArgs

CertificateMirror(
    "nats-control",
    CertificateMirrorArgs(
        secret="nats-client-control",
        name="nats-client-control",
        platform="system",
        namespace="apps-dev",
        operator="external-secrets",
        wait_seconds=300,
    ),
)
