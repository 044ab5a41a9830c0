"""Objects of several kinds as a program would declare them, and their lives through the double."""

import copy
from dataclasses import dataclass
from typing import Any

from portarium_sandbox.providers.properties import Properties
from tests.journeys.controlplane.client import GOOD_IMAGE
from tests.providers.provider_client import ProviderClient

CRD = "apiextensions.k8s.io/v1:CustomResourceDefinition"
LABELS = {"app": "subject"}


def token(kind: str) -> str:
    """A kind's type token: ``apps/v1:Deployment``."""
    return f"kubernetes:{kind}"


def declared(kind: str, *, name: str = "", namespace: str = "work", **content: Any) -> Properties:
    """An object's inputs as the SDK sends them."""
    api_version, _, kind_name = kind.rpartition(":")
    metadata = {"name": name, "namespace": namespace}
    return {
        "apiVersion": api_version.removeprefix("core/"),
        "kind": kind_name,
        "metadata": {key: value for key, value in metadata.items() if value},
        **copy.deepcopy(content),
    }


def template(image: str = GOOD_IMAGE, **spec: Any) -> Properties:
    """A pod template."""
    return {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "main", "image": image}], **spec}}


def workload(kind: str, image: str = GOOD_IMAGE, *, name: str = "", **spec: Any) -> Properties:
    """A Deployment, DaemonSet or StatefulSet."""
    return declared(kind, name=name, spec={"selector": {"matchLabels": LABELS}, "template": template(image), **spec})


@dataclass(frozen=True)
class Life:
    """An object that the double created."""

    client: ProviderClient
    token: str
    identifier: str
    inputs: Properties
    outputs: Properties

    def read(self) -> tuple[str, Properties, Properties]:
        """What a refresh finds."""
        return self.client.read(self.token, self.identifier, self.inputs, self.outputs)

    def update(self, inputs: Properties, *, timeout: float = 0) -> Properties:
        """Change it in place."""
        return self.client.update(
            self.token, self.identifier, self.inputs, inputs, outputs=self.outputs, timeout=timeout
        )

    def delete(self) -> None:
        """Delete it."""
        self.client.delete(self.token, self.identifier, self.inputs, self.outputs)


def live(client: ProviderClient, kind: str, inputs: Properties, *, timeout: float = 60, name: str = "subject") -> Life:
    """Check and create an object."""
    checked, failures = client.check(token(kind), inputs, name=name)
    assert failures == {}
    identifier, outputs = client.create(token(kind), checked, timeout=timeout, name=name)
    return Life(client, token(kind), identifier, checked, outputs)


def changed_at(inputs: Properties, *place: Any, to: Any) -> Properties:
    """A copy of inputs with one value changed."""
    changed = copy.deepcopy(inputs)
    inside: Any = changed
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = to
    return changed
