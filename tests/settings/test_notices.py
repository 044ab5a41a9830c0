"""What will not stay right is told in time."""

from datetime import UTC, datetime

import pytest

from settings.notices import notices
from tests.settings.configuration import DIGESTS, SHA, resolved

THE_END = "leaves EKS's standard support on 2026-12-02, and EKS then upgrades the cluster by itself; set 1.35"


def told(stack: str, version: str, day: str) -> list[str]:
    """Return what is told of a stack with a Kubernetes version on a day."""
    changes: dict[str, object] = {"imageDigests": {"sha": SHA, "images": DIGESTS}}
    if not stack.startswith("review-"):
        changes["cluster.version"] = version
    now = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return [str(notice) for notice in notices(resolved(stack, changes), now=now)]


def test_a_version_in_its_prime_is_not_mentioned() -> None:
    """Until ninety days before the end of its support."""
    assert told("dev", "1.34", "2026-09-02") == []


@pytest.mark.parametrize("day", ["2026-09-03", "2026-12-02"])
def test_the_end_of_support_is_told_in_time(day: str) -> None:
    """Where it is written, when it ends, what happens then and what to set."""
    assert told("prod", "1.34", day) == [f"Pulumi.prod.yaml: cluster.version: 1.34 {THE_END}"]


def test_after_the_end_it_is_told_as_such() -> None:
    """EKS has upgraded the cluster or is about to, and the settings lag behind."""
    [notice] = told("dev", "1.34", "2026-12-03")
    assert "1.34 left EKS's standard support on 2026-12-02" in notice


def test_where_there_is_none_newer_one_has_to_be_added() -> None:
    """The newest version that is pinned here gets old as well."""
    [notice] = told("dev", "1.36", "2027-07-01")
    assert notice.endswith("; add a newer one to domain/kubernetes_version.py")


def test_a_shared_stack_has_no_cluster_of_its_own() -> None:
    """Its owner is told."""
    assert told("review-7", "1.34", "2027-06-01") == []


def test_what_is_protected_and_runs_by_tags_is_told() -> None:
    """Elsewhere the SHA alone will do, and nobody is told each time."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    told_of = {stack: [str(notice) for notice in notices(resolved(stack), now=now)] for stack in ("dev", "staging")}
    [notice] = [str(notice) for notice in notices(resolved("prod"), now=now)]

    assert told_of == {"dev": [], "staging": []}
    assert notice.startswith("Pulumi.prod.yaml: imageDigests: missing; ")
    assert notice.endswith(": portarium images prod --pin")


def test_digests_of_another_release_are_told_everywhere() -> None:
    """Somebody pinned once, and the SHA that was set since runs by its tags."""
    digests = {"sha": "b" * 40, "images": DIGESTS}
    [notice] = [
        str(notice)
        for notice in notices(resolved("dev", {"imageDigests": digests}), now=datetime(2026, 1, 1, tzinfo=UTC))
    ]

    assert notice.startswith(f"Pulumi.dev.yaml: imageDigests: these are of {'b' * 40}, and imageSha is another, ")
    assert notice.endswith(": portarium images dev --pin")
