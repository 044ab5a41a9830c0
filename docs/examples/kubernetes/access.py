"""The access policies of dev, for those whom dev's access entries name."""

from components.kubernetes.access import Access, AccessArgs

Access(
    "access",
    AccessArgs(
        environment="dev",
        holders_of="dev",
        namespaces={
            "environment": "environment-dev",
            "data": "data-dev",
            "control": "apps-dev",
            "execution": "execution-dev",
            "egress": "egress-dev",
        },
    ),
)
