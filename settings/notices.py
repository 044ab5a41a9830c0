"""What is right in a stack's settings and could go wrong one day: told in time, and refused by nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.kubernetes_version import SUPPORTED
from domain.stack_name import stack_file
from settings.error import Problem
from settings.model import Settings

SUPPORT_NOTICE = timedelta(days=90)
"""How long before the end of a version's support it is told."""


def notices(settings: Settings, *, now: datetime) -> Iterator[Problem]:
    """Yield what somebody has to see to, with what would be right."""
    for path, text in (*_version(settings, now), *_digests(settings)):
        yield Problem(file=stack_file(settings.environment.name), path=path, text=text)


def _version(settings: Settings, now: datetime) -> Iterator[tuple[str, str]]:
    """A cluster's version leaves its standard support."""
    if settings.foundation is None:
        return
    version = settings.foundation.cluster.version
    ends = version.standard_support_ends
    if now.date() < ends - SUPPORT_NOTICE:
        return
    newer = [text for text, release in SUPPORTED.items() if release.standard_support_ends > ends]
    way = f"set {newer[0]}" if newer else "add a newer one to domain/kubernetes_version.py"
    verb = "leaves" if now.date() <= ends else "left"
    yield (
        "cluster.version",
        f"{version} {verb} EKS's standard support on {ends}, and EKS then upgrades the cluster by itself; {way}",
    )


def _digests(settings: Settings) -> Iterator[tuple[str, str]]:
    """The pods run whatever the registry hands out under a tag: told where it was otherwise, or is protected."""
    digests = settings.image_digests
    if settings.is_pinned or not (digests or settings.environment.protect):
        return
    found = f"these are of {digests.sha}, and imageSha is another, so its tags decide" if digests else "missing"
    way = f"portarium images {settings.environment.name} --pin"
    yield "imageDigests", f"{found}; a tag in a registry can be moved, and the pods then run something else: {way}"
