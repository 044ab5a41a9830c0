"""Two variables of a component: a field of a login, and a whole value."""

from components.kubernetes.secret_request import SecretSource
from components.kubernetes.secret_variables import SecretVariables, SecretVariablesArgs

SecretVariables(
    "variables",
    SecretVariablesArgs(
        component="control-plane",
        namespace="apps-dev",
        store="environment",
        variables={
            "DATABASE_URL": SecretSource(path="portarium/dev/database/control-plane", field="url"),
            "PORTARIUM_METRICS_TOKEN": SecretSource(path="portarium/dev/control-plane/metrics-token"),
        },
        wait_seconds=300,
    ),
)
