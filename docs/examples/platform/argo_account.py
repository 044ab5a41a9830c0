"""An account that deploys services into one namespace."""

from components.platform.argo_account import ArgoAccount, ArgoAccountArgs
from components.platform.argo_rules import service_rules

ArgoAccount(
    "services",
    ArgoAccountArgs(
        environment="dev",
        account="platform",
        namespace="gitops",
        rules={"system": service_rules(["cert-manager.io"])},
        namespaces={"system": "system"},
    ),
)
