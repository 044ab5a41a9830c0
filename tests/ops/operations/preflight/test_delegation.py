"""The delegation of the environment's domain, against what its settings say of it."""

from collections.abc import Sequence

import pytest

from ops.operations.preflight.delegation import check_delegation
from ops.operations.preflight.finding import Finding
from tests.ops.operations.preflight.subjects import lines, subject

_OWN = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]
_DOMAIN = "x-dev.portarium.example"


def _findings(told: Sequence[str], *, delegated: bool, made: bool = True) -> list[Finding]:
    looked = subject(
        changes={"domains.delegated": delegated}, outputs={"nameServers": _OWN if made else None} if made else {}
    )
    return list(check_delegation(looked, ask=lambda domain: frozenset(told) if domain == _DOMAIN else frozenset()))


def test_a_domain_that_is_delegated_is_right() -> None:
    """In whatever order, and however AWS and the resolver write a name."""
    assert lines(_findings(_OWN[::-1], delegated=True)) == [f"right: {_DOMAIN} is delegated to its zone"]


def test_a_certificate_that_could_be_had_is_worth_a_word() -> None:
    """With the command that asks for it."""
    [finding] = _findings(_OWN, delegated=False)
    assert (finding.verdict, finding.found) == ("mind", f"{_DOMAIN} is delegated")
    assert finding.remedy == "pulumi config set --path domains.delegated true -s dev"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([], f"{_DOMAIN} is not delegated"),
        (_OWN[:1], f"{_DOMAIN} is delegated to {_OWN[0]}"),
        (["ns.elsewhere.example"], f"{_DOMAIN} is delegated to ns.elsewhere.example"),
    ],
)
@pytest.mark.parametrize(("delegated", "verdict"), [(True, "lacks"), (False, "mind")])
def test_another_delegation_stops_a_certificate_only(
    told: list[str], found: str, *, delegated: bool, verdict: str
) -> None:
    """Without the setting nothing waits for it."""
    [finding] = _findings(told, delegated=delegated)
    assert (finding.verdict, finding.found) == (verdict, found)
    assert finding.wanted == "NS records for ns-1.awsdns-01.org, ns-2.awsdns-02.com"


def test_before_the_first_up_there_is_no_zone_to_point_to() -> None:
    """A certificate that is asked for with the zone is never issued."""
    [early] = _findings([], delegated=True, made=False)
    assert (early.verdict, early.remedy) == ("lacks", "pulumi config set --path domains.delegated false -s dev")
    [later] = _findings([], delegated=False, made=False)
    assert later.verdict == "right"


def test_a_shared_stack_has_no_zone() -> None:
    """Its host's is looked at with the host."""
    assert lines(check_delegation(subject(stack="review-7"), ask=lambda _: frozenset())) == []
