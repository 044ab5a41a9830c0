"""Variables of containers whose names mean something: what the program sets itself, and what is for trying out."""

SET_BY_THE_PROGRAM = frozenset(
    {
        "OTEL_SERVICE_NAME",
        "OTEL_RESOURCE_ATTRIBUTES",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "HTTPS_PROXY",
        "NO_PROXY",
        "NODE_USE_ENV_PROXY",
    }
)
"""What every workload is given: who it is to telemetry, and the way to the internet."""

FOR_DEVELOPMENT = frozenset(
    {
        "ENABLE_DEV_AUTH",
        "PORTARIUM_DEV_TOKEN",
        "PORTARIUM_DEV_TOKEN_2",
        "PORTARIUM_DEV_USER_ID",
        "PORTARIUM_DEV_USER_ID_2",
        "DEV_STUB_STORES",
    }
)
"""What lets somebody in without an identity, or keeps nothing; no environment that promises anything has them."""


def variables_secret(component: str) -> str:
    """Return the Kubernetes secret of a component, in its own namespace; its keys are the names of variables."""
    return f"{component}-variables"
