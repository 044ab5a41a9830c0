"""The variables of a container and its command, put together by the kubelet's rules."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from portarium_sandbox.pods.objects import Object, part, several, texts, words
from portarium_sandbox.pods.quantity import divided

_REFERENCE = re.compile(r"\$(?:\$|\(([^()]*)\))")
_SUBSCRIPT = re.compile(r"metadata\.(labels|annotations)\['([^']+)'\]")


class ConfigurationError(Exception):
    """The container can't be made from what there is; the kubelet says so in these words, and tries again."""


class Configuration(Protocol):
    """Where config maps and secrets of a namespace are read."""

    def config_map(self, name: str) -> dict[str, str] | None:
        """Give a config map's content."""
        ...

    def secret(self, name: str) -> dict[str, bytes] | None:
        """Give a secret's content."""
        ...


def variables(
    container: Object, pod: Object, addresses: Mapping[str, str], found: Configuration, before: Mapping[str, str]
) -> dict[str, str]:
    """Give a container's variables; `before` are those that it has besides its own."""
    result: dict[str, str] = {}
    for source in several(container, "envFrom"):
        prefix = source.get("prefix", "")
        result |= {f"{prefix}{key}": value for key, value in _all_of(source, found).items()}
    for entry in several(container, "env"):
        name, reference = entry["name"], entry.get("valueFrom")
        if reference:
            value = _referenced(reference, container, pod, addresses, found)
            if value is not None:
                result[name] = value
        else:
            result[name] = expand(entry.get("value", ""), {**before, **result})
    return {**before, **result}


def expand(text: str, known: Mapping[str, str]) -> str:
    """Put in the variables that a text names as `$(NAME)`; one that isn't known stays, and `$$` is a dollar."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        return "$" if name is None else known.get(name, found[0])

    return _REFERENCE.sub(put, text)


def command(container: Object, mapped: Sequence[str], known: Mapping[str, str], *, wrap: bool = False) -> list[str]:
    """Give what is executed: a pod's command stands for the image's own, or follows it where that wraps."""
    own = [expand(word, known) for word in words(container, "command")]
    arguments = [expand(word, known) for word in words(container, "args")]
    return [*([*mapped, *own] if wrap else own or mapped), *arguments]


def field_of(path: str, pod: Object, addresses: Mapping[str, str]) -> str:
    """Give a field of a pod as the downward API names it."""
    metadata, spec = pod["metadata"], pod["spec"]
    if subscript := _SUBSCRIPT.fullmatch(path):
        return str(texts(metadata, subscript[1]).get(subscript[2], ""))
    known = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "metadata.labels": _listed(metadata.get("labels")),
        "metadata.annotations": _listed(metadata.get("annotations")),
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        **addresses,
    }
    if path not in known:
        raise ConfigurationError(f"unsupported fieldPath: {path}")
    return str(known[path])


def resource_of(reference: Object, container: Object, pod: Object) -> str:
    """Give what a container may use, in the units that it asks for."""
    name = reference.get("containerName")
    if name:
        container = next(each for each in pod["spec"]["containers"] if each["name"] == name)
    kind, _, resource = reference["resource"].partition(".")
    value = part(part(container, "resources"), kind).get(resource)
    if value is None and kind == "limits":
        raise ConfigurationError(f"{reference['resource']}: the sandbox gives no node's share where no limit is set")
    return divided(value or "0", reference.get("divisor", "1"))


def of_services(services: Iterable[Object], namespace: str, *, linked: bool) -> dict[str, str]:
    """Give the variables by which a pod finds services: the API's always, those of its namespace if linked."""
    result: dict[str, str] = {}
    for service in services:
        name, where = service["metadata"]["name"], service["metadata"]["namespace"]
        is_api = (where, name) == ("default", "kubernetes")
        address = service["spec"].get("clusterIP", "None")
        if address in ("None", "") or not (is_api or (linked and where == namespace)):
            continue
        word = name.upper().replace("-", "_")
        ports = several(service["spec"], "ports")
        result |= {f"{word}_SERVICE_HOST": address, f"{word}_SERVICE_PORT": str(ports[0]["port"])}
        result[f"{word}_PORT"] = f"{ports[0]['protocol'].lower()}://{address}:{ports[0]['port']}"
        for port in ports:
            if port.get("name"):
                result[f"{word}_SERVICE_PORT_{port['name'].upper().replace('-', '_')}"] = str(port["port"])
            protocol = port["protocol"]
            prefix = f"{word}_PORT_{port['port']}_{protocol}"
            result |= {
                prefix: f"{protocol.lower()}://{address}:{port['port']}",
                f"{prefix}_PROTO": protocol.lower(),
                f"{prefix}_PORT": str(port["port"]),
                f"{prefix}_ADDR": address,
            }
    return result


def _all_of(source: Object, found: Configuration) -> dict[str, str]:
    if reference := source.get("configMapRef"):
        content = found.config_map(reference["name"])
        kind = "configmap"
    else:
        reference = source["secretRef"]
        secret = found.secret(reference["name"])
        content = None if secret is None else {key: value.decode() for key, value in secret.items()}
        kind = "secret"
    if content is None and not reference.get("optional"):
        raise ConfigurationError(f'{kind} "{reference["name"]}" not found')
    return content or {}


def _referenced(
    reference: Object, container: Object, pod: Object, addresses: Mapping[str, str], found: Configuration
) -> str | None:
    if field := reference.get("fieldRef"):
        return field_of(field["fieldPath"], pod, addresses)
    if resource := reference.get("resourceFieldRef"):
        return resource_of(resource, container, pod)
    namespace = pod["metadata"]["namespace"]
    if key := reference.get("configMapKeyRef"):
        return _one_of(found.config_map(key["name"]), key, "configmap", "ConfigMap", namespace)
    if key := reference.get("secretKeyRef"):
        value = _one_of(found.secret(key["name"]), key, "secret", "Secret", namespace)
        return None if value is None else value.decode()
    raise ConfigurationError(f"the sandbox does not know a variable from {' and '.join(reference)}")


def _one_of(content: Mapping[str, Any] | None, key: Object, kind: str, title: str, namespace: str) -> Any:
    if content is not None and key["key"] in content:
        return content[key["key"]]
    if key.get("optional"):
        return None
    if content is None:
        raise ConfigurationError(f'{kind} "{key["name"]}" not found')
    raise ConfigurationError(f"couldn't find key {key['key']} in {title} {namespace}/{key['name']}")


def _listed(values: Mapping[str, str] | None) -> str:
    escaped = {key: value.replace("\\", "\\\\").replace('"', '\\"') for key, value in (values or {}).items()}
    return "\n".join(f'{key}="{value}"' for key, value in sorted(escaped.items()))
