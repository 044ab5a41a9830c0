"""Secrets come from Vault and Secrets Manager, never through a variable that everybody reads in the pod's spec."""

import re
from collections.abc import Iterator

from domain.secret_variable import names_a_secret
from policies.pod import POD_TYPES, containers
from policies.resource import Resource, items
from policies.rule import ResourceRule

_SECRET_VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|://[^/\s:@]+:[^/\s@]+@",
    re.ASCII,
)


def _check(resource: Resource) -> Iterator[str]:
    for container_name, container in containers(resource):
        for variable in items(container, "env"):
            # Never the value itself: the message is printed.
            name = str(variable.get("name"))
            if "value" in list(variable) and names_a_secret(name):
                yield f"container {container_name} has {name} in plain text; take it from Vault"
            elif _SECRET_VALUE.search(str(variable.get("value") or "")):
                yield f"container {container_name} has a credential in {name}; take it from Vault"


RULE = ResourceRule(
    name="variables-hold-no-secret",
    description="No container has a secret as the plain value of an environment variable.",
    types=POD_TYPES,
    check=_check,
)
