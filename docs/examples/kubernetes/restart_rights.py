"""What a job of one namespace may start again in another."""

from components.kubernetes.operations_schedule import Restarted
from components.kubernetes.restart_rights import RestartRights, RestartRightsArgs

RestartRights(
    "restarts",
    RestartRightsArgs(
        environment="dev",
        account="secrets-rotation",
        account_namespace="data-dev",
        restarted=Restarted(namespace="apps-dev", deployments=["control-plane"]),
    ),
)
