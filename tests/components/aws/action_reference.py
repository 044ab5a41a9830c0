"""Which actions harm a kind of resource, by AWS's reference."""

from collections.abc import Iterator

from portarium_sandbox.iam.reference import is_made, reference

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


def harms(service: str, kind: str) -> Iterator[str]:
    """Every action that changes something of this kind that is there, its tags included, or gives its secret away."""
    for name, action in reference(service)["privileges"].items():
        entry = action["resource_types"].get(kind)
        if entry is None or is_made(f"{service}:{name}", kind):
            continue
        if action["access_level"] in _CHANGES or f"{service}:{name}" in _DISCLOSURES:
            yield f"{service}:{name}"
