"""Our own rules for the local environment, on the model that Compose makes of its files."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

Model = Mapping[str, Any]
"""What Compose's loader makes: merged, and with every variable filled in."""

LOOPBACK = "127.0.0.1"
_WATCHER = "-health"
_VERSION = re.compile(r"v?\d+(\.\d+)+[-.\w]*|[0-9a-f]{40}")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}")
_SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|CREDENTIAL|PRIVATE|_KEY(_ID)?$")
_URL_WITH_PASSWORD = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
# Names that read like a secret's and say of what kind one is.
_NO_SECRET = {"PORTARIUM_JWT_REQUIRED_TOKEN_TYPE"}
_STARTED, _HEALTHY, _ENDED = "service_started", "service_healthy", "service_completed_successfully"


def problems(model: Model, *, canary: str, given_ports: frozenset[int]) -> Iterator[str]:
    """Give a line for each thing that breaks a rule.

    `canary` is what the passwords were said to be when it was loaded, and `given_ports` what the ports were.
    """
    services: Mapping[str, Any] = model["services"]
    for name, service in sorted(services.items()):
        at = f"services.{name}"
        yield from (f"{at}.{line}" for line in _image(service))
        yield from (f"{at}.{line}" for line in _reach(service))
        yield from (f"{at}.{line}" for line in _ports(service, given_ports))
        yield from (f"{at}.{line}" for line in _secrets(service, canary))
        yield from (f"{at}.{line}" for line in _volumes(service, model.get("volumes") or {}))
        yield from (f"{at}.{line}" for line in _health(name, services))
        yield from (f"{at}.{line}" for line in _order(name, services))


def untouched(baseline: Model, merged: Model) -> Iterator[str]:
    """Give a line for each service of the baseline that the application changes, beyond joining another network."""
    for name, service in sorted(baseline["services"].items()):
        before, after = _without(service, "networks"), _without(merged["services"][name], "networks")
        changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        if changed:
            yield f"services.{name}: {', '.join(changed)} differ from the baseline's; the application adds to it alone"
        if not set(service.get("networks") or ()) <= set(merged["services"][name].get("networks") or ()):
            yield f"services.{name}.networks: leaves a network of the baseline"


def version_of(image: str) -> str:
    """Return the version of an image, without its digest."""
    return _DIGEST.sub("", image).rpartition("/")[2].partition(":")[2]


def is_once(service: Mapping[str, Any]) -> bool:
    """Say whether a service does one thing and ends."""
    return service.get("restart") == "no"


def _image(service: Mapping[str, Any]) -> Iterator[str]:
    image = str(service.get("image", ""))
    if not image or service.get("build"):
        yield "image: missing; every service runs an image that is pinned"
        return
    host, slash, _ = image.partition("/")
    if not slash or "." not in host:
        yield f"image: {image} names no registry; Podman has no default, docker.io/library/… is Docker's"
    if not _VERSION.fullmatch(version_of(image)):
        yield f"image: {image} is not pinned; a version or a commit stays what it is, other tags move"


def _reach(service: Mapping[str, Any]) -> Iterator[str]:
    for key in ("privileged", "network_mode", "pid", "ipc", "devices"):
        if service.get(key):
            yield f"{key}: gives a way to this machine that no service needs"


def _ports(service: Mapping[str, Any], given: frozenset[int]) -> Iterator[str]:
    for port in service.get("ports") or ():
        if port.get("host_ip") != LOOPBACK:
            yield f"ports: {port['target']} is published on {port.get('host_ip') or 'every address'}; {LOOPBACK} alone"
        if int(port.get("published") or 0) not in given:
            yield f"ports: {port['target']} has a fixed port here; ${{PORTARIUM_LOCAL_…_PORT:-…}} gives another"


def _secrets(service: Mapping[str, Any], canary: str) -> Iterator[str]:
    variables: Mapping[str, str | None] = service.get("environment") or {}
    for name, value in sorted(variables.items()):
        text = value or ""
        passwords = [text] if _SECRET.search(name) and name not in _NO_SECRET else _URL_WITH_PASSWORD.findall(text)
        if any(password and canary not in password for password in passwords):
            yield f"environment.{name}: stands in the file; ${{PORTARIUM_LOCAL_PASSWORD:-…}} is a sample that is given"


def _volumes(service: Mapping[str, Any], named: Mapping[str, Any]) -> Iterator[str]:
    for volume in service.get("volumes") or ():
        target = volume.get("target")
        if volume["type"] == "volume" and volume.get("source") not in named:
            yield f"volumes: {target} has no name; nobody finds it again"
        if volume["type"] == "bind":
            if "local" not in PurePosixPath(volume["source"]).parts:
                yield f"volumes: {volume['source']} is not below local/"
            if not volume.get("read_only"):
                yield f"volumes: {target} is not read-only; a container writes into a volume, never into the checkout"


def _health(name: str, services: Mapping[str, Any]) -> Iterator[str]:
    service = services[name]
    watcher = services.get(f"{name}{_WATCHER}")
    watched = watcher is not None and name in (watcher.get("depends_on") or {}) and watcher.get("healthcheck")
    if not is_once(service) and not service.get("healthcheck") and not watched:
        yield f"healthcheck: missing; where the image can't ask itself, a service {name}{_WATCHER} asks it"


def _order(name: str, services: Mapping[str, Any]) -> Iterator[str]:
    order: Mapping[str, Mapping[str, str]] = services[name].get("depends_on") or {}
    for other, how in sorted(order.items()):
        if is_once(services[other]):
            wanted = _ENDED
        elif services[other].get("healthcheck"):
            wanted = _HEALTHY
        else:
            wanted = _STARTED if name == f"{other}{_WATCHER}" else f"{_HEALTHY} of {other}{_WATCHER}"
        if how["condition"] != wanted:
            yield f"depends_on.{other}: {how['condition']}, wanted: {wanted}"


def _without(service: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in service.items() if name != key}
