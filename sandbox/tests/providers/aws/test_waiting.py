"""What failed is told with what the API says of it."""

from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from portarium_sandbox.providers.aws.services.eks import settled
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.errors import ProviderError


def _settle(status: str, issues: list[dict[str, Any]]) -> None:
    described = {"nodegroup": {"status": status, "health": {"issues": issues}}}
    subject = SimpleNamespace(identifier="c:g", timeout_seconds=0, cancelled=Event(), status=print)
    settled(lambda _: described, "nodegroup")(cast("Subject", subject))


def test_a_group_that_fails_says_why() -> None:
    """The status alone would send somebody to the console."""
    issue = {"code": "AsgInstanceLaunchFailures", "message": "VcpuLimitExceeded", "resourceIds": ["eks-1"]}
    with pytest.raises(ProviderError, match=r"CREATE_FAILED, expected ACTIVE: AsgInstanceLaunchFailures: VcpuLimit"):
        _settle("CREATE_FAILED", [issue])


def test_a_group_that_says_nothing_has_failed_all_the_same() -> None:
    """Without a colon that nothing follows."""
    with pytest.raises(ProviderError, match=r"expected ACTIVE$"):
        _settle("DEGRADED", [])


def test_an_active_group_is_settled() -> None:
    """Whatever it says."""
    assert _settle("ACTIVE", []) is None
