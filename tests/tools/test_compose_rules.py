"""Each rule for the local environment lets through what keeps it, and names what breaks it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tools.compose_rules import problems, untouched, version_of

_CANARY = "canary"


def _model(**changes: Any) -> dict[str, Any]:
    """A service with its watcher and what is made in it once, as Compose's loader has them; `server` is changed."""
    server: dict[str, Any] = {
        "image": "docker.io/library/nats:2.14.2-alpine",
        "ports": [{"host_ip": "127.0.0.1", "target": 4222, "published": "4222"}],
        "environment": {"NATS_PASSWORD": _CANARY},
        "volumes": [
            {"type": "volume", "source": "nats", "target": "/data"},
            {"type": "bind", "source": "/checkout/local/nats", "target": "/etc/nats", "read_only": True},
        ],
        "healthcheck": {"test": ["CMD", "true"]},
        **changes,
    }
    return {
        "services": {
            "nats": {key: value for key, value in server.items() if value is not None},
            "streams": {
                "image": "docker.io/natsio/nats-box:0.19.7",
                "restart": "no",
                "depends_on": {"nats": {"condition": "service_healthy"}},
            },
        },
        "volumes": {"nats": None},
    }


def _found(model: dict[str, Any]) -> list[str]:
    return list(problems(model, canary=_CANARY, given_ports=frozenset({4222})))


def test_what_keeps_all_rules_is_let_through() -> None:
    """A server with a check, and what is made in it once it is healthy."""
    assert _found(_model()) == []


@pytest.mark.parametrize(
    "image", ["docker.io/library/nats", "docker.io/library/nats:latest", "docker.io/library/nats:2", "a.b/c:main"]
)
def test_an_image_whose_tag_can_move_is_refused(image: str) -> None:
    """A version or a commit can't."""
    assert _found(_model(image=image)) == [
        f"services.nats.image: {image} is not pinned; a version or a commit stays what it is, other tags move"
    ]


@pytest.mark.parametrize("image", [f"ghcr.io/a/b:{'0' * 40}", f"docker.io/a/b:v1.8.0@sha256:{'0' * 64}"])
def test_a_commit_and_a_digest_are_pins(image: str) -> None:
    """As a version is."""
    assert _found(_model(image=image)) == []


def test_an_image_names_its_registry() -> None:
    """Docker would add its own, and Podman asks."""
    assert "names no registry" in _found(_model(image="nats:2.14.2"))[0]


def test_what_is_built_here_is_refused() -> None:
    """Nobody else could run the same."""
    assert _found(_model(build={"context": "."}))[0].startswith("services.nats.image: missing")


@pytest.mark.parametrize(
    ("port", "says"),
    [
        ({"target": 4222, "published": "4222"}, "published on every address"),
        ({"host_ip": "0.0.0.0", "target": 4222, "published": "4222"}, r"published on 0.0.0.0"),
        ({"host_ip": "127.0.0.1", "target": 4222, "published": "4223"}, "has a fixed port here"),
    ],
)
def test_a_port_is_on_the_loopback_address_and_can_be_given(port: dict[str, Any], says: str) -> None:
    """Two environments on one machine, and nobody from another."""
    (line,) = _found(_model(ports=[port]))
    assert says in line


@pytest.mark.parametrize(
    "variables",
    [
        {"NATS_PASSWORD": "written-down"},
        {"VAULT_TOKEN": "written-down"},
        {"AWS_ACCESS_KEY_ID": "written-down"},
        {"DATABASE_URL": "postgresql://user:written-down@host/database"},  # pragma: allowlist secret
    ],
)
def test_a_password_that_stands_in_the_file_is_refused(variables: dict[str, str]) -> None:
    """By its name, or as part of a URL."""
    (line,) = _found(_model(environment=variables))
    assert line.startswith(f"services.nats.environment.{next(iter(variables))}: stands in the file")


@pytest.mark.parametrize(
    "variables", [{"PORTARIUM_JWT_REQUIRED_TOKEN_TYPE": "at+JWT"}, {"URL": "http://host:8080/"}, {"EMPTY_TOKEN": None}]
)
def test_what_only_looks_like_a_password_is_let_through(variables: dict[str, str | None]) -> None:
    """A kind of token, a port, and nothing."""
    assert _found(_model(environment=variables)) == []


@pytest.mark.parametrize(
    ("volume", "says"),
    [
        ({"type": "volume", "target": "/data"}, "has no name"),
        ({"type": "bind", "source": "/etc", "target": "/x", "read_only": True}, "/etc is not below local/"),
        ({"type": "bind", "source": "/checkout/local/nats", "target": "/x"}, "/x is not read-only"),
    ],
)
def test_a_volume_has_a_name_and_a_mount_is_read_only(volume: dict[str, Any], says: str) -> None:
    """What a container writes is found again, and never in the checkout."""
    (line,) = _found(_model(volumes=[volume]))
    assert says in line


@pytest.mark.parametrize("key", ["privileged", "network_mode", "pid"])
def test_a_way_to_the_machine_is_refused(key: str) -> None:
    """No service needs any."""
    assert _found(_model(**{key: "host"})) == [
        f"services.nats.{key}: gives a way to this machine that no service needs"
    ]


def test_a_service_without_a_check_is_refused() -> None:
    """And whoever waits for it would wait for nothing."""
    lines = _found(_model(healthcheck=None))
    assert lines[0].startswith(
        "services.nats.healthcheck: missing; where the image can't ask itself, a service nats-health"
    )
    assert lines[1] == ("services.streams.depends_on.nats: service_healthy, wanted: service_healthy of nats-health")


def test_a_service_beside_it_may_ask() -> None:
    """It is healthy when the other one is, and the others wait for it."""
    model = _model(healthcheck=None)
    model["services"]["nats-health"] = {
        "image": "docker.io/library/busybox:1.37.0",
        "healthcheck": {"test": ["CMD", "true"]},
        "depends_on": {"nats": {"condition": "service_started"}},
    }
    model["services"]["streams"]["depends_on"] = {"nats-health": {"condition": "service_healthy"}}
    assert _found(model) == []


@pytest.mark.parametrize("condition", ["service_started", "service_completed_successfully"])
def test_order_is_by_health(condition: str) -> None:
    """One that has started does not answer yet."""
    model = _model()
    model["services"]["streams"]["depends_on"]["nats"]["condition"] = condition
    assert _found(model) == [f"services.streams.depends_on.nats: {condition}, wanted: service_healthy"]


def test_the_application_adds_and_changes_nothing() -> None:
    """It may bring a service of the baseline into another network, and may not touch anything else of it."""
    baseline = _model(networks={"default": None})
    merged = copy.deepcopy(baseline)
    merged["services"]["control-plane"] = {}
    merged["services"]["nats"]["networks"] = {"default": None, "execution": None}
    assert list(untouched(baseline, merged)) == []
    merged["services"]["nats"]["image"] = "docker.io/library/nats:9.9.9"
    merged["services"]["nats"]["networks"] = {"execution": None}
    assert [line.partition(":")[0] for line in untouched(baseline, merged)] == [
        "services.nats",
        "services.nats.networks",
    ]


def test_a_version_is_read_with_and_without_a_digest() -> None:
    """And where the registry has a port."""
    assert version_of("docker.io/a/b:1.2.3") == "1.2.3"
    assert version_of(f"host.example:5000/a/b:1.2.3@sha256:{'0' * 64}") == "1.2.3"
