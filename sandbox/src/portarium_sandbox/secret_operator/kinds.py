"""The operator's kinds, with the fields that the double honours: the API server refuses all others."""

from typing import Any, Final

GROUP: Final = "external-secrets.io"
VERSION: Final = "v1"
API_VERSION: Final = f"{GROUP}/{VERSION}"

_TEXT: Final = {"type": "string", "minLength": 1}
_KEY: Final = {"type": "string", "minLength": 1, "maxLength": 253, "pattern": "^[-._a-zA-Z0-9]+$"}


def definitions() -> list[dict[str, Any]]:
    """The custom resource definitions, in the words of the API server."""
    return [
        _definition("SecretStore", "secretstores", _store()),
        _definition("ExternalSecret", "externalsecrets", _request(), shortNames=["es"]),
    ]


def _store() -> dict[str, Any]:
    aws = _object({"service": _one_of("SecretsManager"), "region": _TEXT}, required=["service", "region"])
    provider = _object({"aws": aws}, required=["aws"])
    return _object({"provider": provider}, required=["provider"])


def _request() -> dict[str, Any]:
    reference = _object({"key": _TEXT, "property": {"type": "string"}}, required=["key"])
    row = _object({"secretKey": _KEY, "remoteRef": reference}, required=["secretKey", "remoteRef"])
    target = {
        "name": {"type": "string", "maxLength": 253},
        "creationPolicy": {**_one_of("Owner"), "default": "Owner"},
        "deletionPolicy": {**_one_of("Retain"), "default": "Retain"},
    }
    return _object(
        {
            "secretStoreRef": _object({"name": _TEXT, "kind": _one_of("SecretStore")}, required=["name"]),
            "refreshInterval": {"type": "string", "default": "1h0m0s"},
            "target": {**_object(target), "default": {"creationPolicy": "Owner", "deletionPolicy": "Retain"}},
            "data": {"type": "array", "items": row},
        },
        required=["secretStoreRef", "data"],
    )


def _status() -> dict[str, Any]:
    text = {"type": "string"}
    condition = _object(
        {"type": text, "status": text, "reason": text, "message": text, "lastTransitionTime": _TIME},
        required=["type", "status"],
    )
    return _object(
        {
            "conditions": {"type": "array", "items": condition},
            "refreshTime": {**_TIME, "nullable": True},
            "syncedResourceVersion": text,
            "binding": _object({"name": text}),
        }
    )


_TIME: Final = {"type": "string", "format": "date-time"}


def _definition(kind: str, plural: str, spec: dict[str, Any], **names: Any) -> dict[str, Any]:
    schema = _object({"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}})
    schema["properties"] |= {"spec": spec, "status": _status()}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": kind,
                "listKind": f"{kind}List",
                "plural": plural,
                "singular": kind.lower(),
                **names,
            },
            "versions": [
                {
                    "name": VERSION,
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": schema},
                    "subresources": {"status": {}},
                }
            ],
        },
    }


def _object(properties: dict[str, Any], *, required: list[str] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}
