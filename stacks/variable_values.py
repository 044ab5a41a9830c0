"""What the variables of a workload are given: each reference of its contract, in the terms of Kubernetes."""

import pulumi

from components.kubernetes.container import SecretKey, VariableValue
from components.kubernetes.environment import namespace_name
from domain import ports
from domain.cluster_domain import CLUSTER_DOMAIN
from domain.nats import CLIENT_FILES, servers_url
from domain.temporal import FRONTEND, TASK_QUEUE, temporal_namespace
from domain.url import PLATFORM
from settings.sections.variables import Variable
from settings.sections.workloads import Variables
from stacks.data import DataLayer
from stacks.layer import Ground

# AWS is reached by private endpoints, of which the proxy knows nothing.
_NOT_PROXIED = f".svc,.{CLUSTER_DOMAIN},.amazonaws.com,localhost,127.0.0.1,169.254.170.23"


def variable_values(
    ground: Ground, data: DataLayer, variables: Variables, *, secret: str, port: int
) -> dict[str, VariableValue]:
    """The value of each variable; those that are secret stand in the component's own secret, under their names."""
    return {
        str(name): SecretKey(secret=secret, key=str(name)) if one.is_secret else _plain(ground, data, one, port)
        for name, one in variables.items()
    }


def proxied(url: pulumi.Input[str]) -> dict[str, VariableValue]:
    """The way to the internet; without the last one, what Node itself fetches with goes past the proxy, and nowhere."""
    return {"HTTPS_PROXY": url, "NO_PROXY": _NOT_PROXIED, "NODE_USE_ENV_PROXY": "1"}


def temporal_address() -> str:
    """Where Temporal answers, with its port."""
    return f"{FRONTEND}{PLATFORM}:{ports.TEMPORAL}"


def _plain(ground: Ground, data: DataLayer, variable: Variable, port: int) -> pulumi.Input[str]:
    if variable.database is not None:
        known: dict[str, pulumi.Input[str]] = {
            "host": data.database.address,
            "port": data.database.port.apply(str),
            "name": data.database.runtime_database,
        }
        return known[variable.database]
    if variable.evidence is not None:
        evidence: dict[str, pulumi.Input[str]] = {
            "bucket": data.evidence.bucket,
            "endpoint": ground.foundation.evidence_endpoint,
            "region": str(ground.settings.region),
        }
        return evidence[variable.evidence]
    if variable.nats is not None:
        return {**CLIENT_FILES, "url": servers_url(namespace_name("", "system"))}[variable.nats]
    if variable.temporal is not None:
        temporal = {
            "address": temporal_address(),
            "namespace": temporal_namespace(ground.environment),
            "taskQueue": TASK_QUEUE,
        }
        return temporal[variable.temporal]
    if variable.workload is not None:
        return str(port)
    if variable.text is None:
        raise LookupError("a variable refers to a setting still; the settings put its value there")
    return variable.text
