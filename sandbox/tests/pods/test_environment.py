"""What a container is given of variables, and what it executes."""

from typing import Any

import pytest

from portarium_sandbox.pods import environment
from portarium_sandbox.pods.environment import ConfigurationError

POD: dict[str, Any] = {
    "metadata": {"name": "api", "namespace": "work", "uid": "u-1", "labels": {"app": "api"}},
    "spec": {"nodeName": "node", "serviceAccountName": "api", "containers": [{"name": "main"}]},
}
ADDRESSES = {"status.podIP": "100.96.0.1"}


class Known:
    """A namespace with one config map and one secret."""

    def config_map(self, name: str) -> dict[str, str] | None:
        """Give the config map."""
        return {"colour": "blue"} if name == "settings" else None

    def secret(self, name: str) -> dict[str, bytes] | None:
        """Give the secret."""
        return {"password": b"s3cret"} if name == "login" else None


def of(container: dict[str, Any], before: dict[str, str] | None = None) -> dict[str, str]:
    """Give the variables of a container."""
    return environment.variables(container, POD, ADDRESSES, Known(), before or {})


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("$(A)-$(B)", "1-$(B)"),
        ("$$(A)", "$(A)"),
        ("$$$(A)", "$1"),
        ("$A ${A} $(A", "$A ${A} $(A"),
        ("$$", "$"),
    ],
)
def test_expansion(text: str, expanded: str) -> None:
    """A known name is put in, an unknown one stays, and two dollars are one."""
    assert environment.expand(text, {"A": "1"}) == expanded


def test_later_variables_see_earlier_ones() -> None:
    """Those of `envFrom` and of services come first, and a name that comes later is not there yet."""
    container = {
        "envFrom": [{"prefix": "P_", "configMapRef": {"name": "settings"}}],
        "env": [
            {"name": "ONE", "value": "$(P_colour) $(TWO) $(HOST)"},
            {"name": "TWO", "value": "2"},
        ],
    }
    assert of(container, {"HOST": "h", "TWO": "before"}) == {
        "HOST": "h",
        "P_colour": "blue",
        "ONE": "blue before h",
        "TWO": "2",
    }


def test_references() -> None:
    """Keys, fields and resources are read where they are; what is optional and missing is left out."""
    container: dict[str, Any] = {
        "resources": {"limits": {"cpu": "1500m", "memory": "1Gi"}},
        "env": [
            {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "login", "key": "password"}}},
            {"name": "NONE", "valueFrom": {"secretKeyRef": {"name": "login", "key": "x", "optional": True}}},
            {"name": "APP", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}},
            {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
            {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
            {"name": "MIB", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}},
        ],
    }
    assert of(container) == {"PASSWORD": "s3cret", "APP": "api", "IP": "100.96.0.1", "CPU": "2", "MIB": "1024"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"secretKeyRef": {"name": "login", "key": "x"}}, "couldn't find key x in Secret work/login"),
        ({"secretKeyRef": {"name": "none", "key": "x"}}, 'secret "none" not found'),
        ({"configMapKeyRef": {"name": "settings", "key": "x"}}, "couldn't find key x in ConfigMap work/settings"),
        ({"fieldRef": {"fieldPath": "spec.none"}}, "unsupported fieldPath: spec.none"),
        ({"fileKeyRef": {}}, "does not know a variable from fileKeyRef"),
    ],
)
def test_what_is_missing_is_said_as_the_kubelet_does(source: dict[str, Any], said: str) -> None:
    """The message names the object and the key."""
    with pytest.raises(ConfigurationError) as raised:
        of({"env": [{"name": "X", "valueFrom": source}]})
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("container", "wrap", "words"),
    [
        ({}, False, ["node", "main.js"]),
        ({"args": ["$(A)"]}, False, ["node", "main.js", "1"]),
        ({"command": ["sh"], "args": ["-c"]}, False, ["sh", "-c"]),
        ({"command": ["sh"], "args": ["-c"]}, True, ["node", "main.js", "sh", "-c"]),
    ],
)
def test_a_pods_command_replaces_the_images(container: dict[str, Any], wrap: bool, words: list[str]) -> None:
    """Its arguments follow, and where the image wraps, its command does too."""
    assert environment.command(container, ["node", "main.js"], {"A": "1"}, wrap=wrap) == words


def test_services_are_variables() -> None:
    """Those of the pod's namespace are given, the API's always, and none without an address."""

    def service(namespace: str, name: str, address: str) -> dict[str, Any]:
        ports = [{"name": "http", "port": 80, "protocol": "TCP"}]
        return {"metadata": {"name": name, "namespace": namespace}, "spec": {"clusterIP": address, "ports": ports}}

    services = [
        service("default", "kubernetes", "172.20.0.1"),
        service("work", "my-api", "172.20.0.9"),
        service("work", "headless", "None"),
        service("other", "theirs", "172.20.0.8"),
    ]
    found = environment.of_services(services, "work", linked=True)
    assert (found["KUBERNETES_SERVICE_HOST"], found["MY_API_SERVICE_PORT_HTTP"]) == ("172.20.0.1", "80")
    assert found["MY_API_PORT_80_TCP"] == "tcp://172.20.0.9:80"
    assert not [name for name in found if name.startswith(("HEADLESS", "THEIRS"))]
    assert "MY_API_SERVICE_HOST" not in environment.of_services(services, "work", linked=False)
