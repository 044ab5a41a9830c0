"""A name on the internet that leads to a service."""

from components.kubernetes.public_host import PublicHost, PublicHostArgs

PublicHost(
    "api",
    PublicHostArgs(
        environment="dev",
        host="api.dev.portarium.example",
        namespace="apps-dev",
        service="control-plane",
        port=8080,
        health_path="/readyz",
        certificate_arn="arn:aws:acm:eu-central-1:123456789012:certificate/1",
        security_group_id="sg-entry",
    ),
)
