"""An encryption key is replaced by AWS every year, and leaves time to think when it is deleted."""

from collections.abc import Iterator

from domain.retention import KEY_DELETION_DAYS
from policies.resource import Resource
from policies.rule import NotApplicableError, ResourceRule

_SYMMETRIC = "SYMMETRIC_DEFAULT"


def _check(resource: Resource) -> Iterator[str]:
    properties = resource.properties
    kind = properties.get("customerMasterKeySpec") or _SYMMETRIC
    if kind != _SYMMETRIC:
        raise NotApplicableError(f"AWS does not rotate {kind} keys")
    if properties.get("enableKeyRotation") is not True:
        yield "never rotates; set enableKeyRotation to true"
    window = properties.get("deletionWindowInDays") or KEY_DELETION_DAYS
    if window < KEY_DELETION_DAYS:
        yield f"can be gone in {window:g} days; set deletionWindowInDays to {KEY_DELETION_DAYS}"


RULE = ResourceRule(
    name="keys-rotate",
    description="A symmetric key rotates by itself and is deleted after 30 days at the earliest.",
    types=frozenset({"aws:kms/key:Key"}),
    check=_check,
)
