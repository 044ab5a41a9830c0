"""A server's certificate, by the name that it is called by."""

from components.platform.platform_certificate import PlatformCertificate, PlatformCertificateArgs

PlatformCertificate(
    "temporal-tls",
    PlatformCertificateArgs(
        secret="temporal-tls", namespace="system", names=["temporal.system.svc"], usages=["server auth"]
    ),
)
