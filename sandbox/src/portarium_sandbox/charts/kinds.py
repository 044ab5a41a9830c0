"""The kinds of charts in a cluster: brought, until they are served, and taken away, until they are gone."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from portarium_sandbox.charts.definitions import Definition
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError
from portarium_sandbox.pods.objects import part, several

_DEFINITIONS: Final = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


def bring(api: KubernetesClient, definitions: Sequence[Definition], *, manager: str) -> None:
    """Apply definitions. Raises KubernetesError."""
    for definition in definitions:
        api.apply(_path(definition), definition, fieldManager=manager, force="true")


def take_away(api: KubernetesClient, definitions: Sequence[Definition]) -> None:
    """Delete definitions, and with them whatever there is of their kinds. Raises KubernetesError."""
    for definition in definitions:
        api.remove(_path(definition))


def unserved(api: KubernetesClient, definitions: Sequence[Definition]) -> list[str]:
    """The names of those that are not established and listed, which the API server does one after the other."""
    waiting = [name_of(definition) for definition in definitions if not _is_established(api, definition)]
    return waiting or unlisted(api, definitions)


def unlisted(api: KubernetesClient, definitions: Sequence[Definition]) -> list[str]:
    """The names of those whose kinds the API server does not list; one look for each version of a group."""
    listed: dict[str, set[str]] = {}
    missing: list[str] = []
    for definition in definitions:
        spec = definition["spec"]
        for version in spec["versions"]:
            place = f"/apis/{spec['group']}/{version['name']}"
            if place not in listed:
                listed[place] = {resource["name"] for resource in _get(api, place).get("resources", [])}
            if spec["names"]["plural"] not in listed[place]:
                missing.append(name_of(definition))
    return missing


def remaining(api: KubernetesClient, definitions: Sequence[Definition]) -> list[str]:
    """The names of those that are still there: the API server takes them away after it has answered."""
    return [name_of(definition) for definition in definitions if _get(api, _path(definition))]


def name_of(definition: Definition) -> str:
    """A definition's name."""
    return str(definition["metadata"]["name"])


def _is_established(api: KubernetesClient, definition: Definition) -> bool:
    conditions = several(part(_get(api, _path(definition)), "status"), "conditions")
    return any(said["type"] == "Established" and said["status"] == "True" for said in conditions)


def _get(api: KubernetesClient, path: str) -> Definition:
    """What is at a path; nothing where nothing is."""
    try:
        return api.get(path)
    except ApiError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return {}
        raise


def _path(definition: Definition) -> str:
    return f"{_DEFINITIONS}/{name_of(definition)}"
