"""The secrets of the application's pods, copied from Secrets Manager while nothing in the cluster does it."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager

from components.naming import secret_path
from domain.component_names import MIGRATION
from domain.container_variables import variables_secret
from domain.secret_item import login_item
from portarium_sandbox.session import Session


@contextmanager
def given(sandbox: Session, environment: str) -> Generator[None]:
    """Copy them, and take the copies away."""
    secrets, cluster = sandbox.boto3("secretsmanager", environment), sandbox.kubernetes(f"portarium-{environment}")
    made: list[str] = []
    for plane, component, variable, others in (
        ("apps", "control-plane", "PORTARIUM_DATABASE_URL", {"PORTARIUM_METRICS_TOKEN": "t0ken"}),
        ("data", MIGRATION, "DATABASE_URL", {}),
    ):
        path = secret_path(environment, login_item(component))
        content = json.loads(secrets.get_secret_value(SecretId=path)["SecretString"])
        place, name = f"/api/v1/namespaces/{plane}-{environment}/secrets", variables_secret(component)
        cluster.create(place, {"metadata": {"name": name}, "stringData": {variable: content["url"], **others}})
        made.append(f"{place}/{name}")
    try:
        yield
    finally:
        for path in made:
            cluster.delete(path)
