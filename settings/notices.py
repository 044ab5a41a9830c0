"""What is right in a stack's settings today and will not stay so: told in time, and refused by nobody."""

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
    if settings.foundation is None:
        return
    version = settings.foundation.cluster.version
    ends = version.standard_support_ends
    if now.date() < ends - SUPPORT_NOTICE:
        return
    newer = [text for text, release in SUPPORTED.items() if release.standard_support_ends > ends]
    way = f"set {newer[0]}" if newer else "add a newer one to domain/kubernetes_version.py"
    verb = "leaves" if now.date() <= ends else "left"
    text = f"{version} {verb} EKS's standard support on {ends}, and EKS then upgrades the cluster by itself; {way}"
    yield Problem(file=stack_file(settings.environment.name), path="cluster.version", text=text)
