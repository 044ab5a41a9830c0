"""What AWS offers, against what the settings ask for."""

from collections.abc import Mapping
from typing import Any

import pytest

from ops.operations.preflight.offers import check_kubernetes, check_nodes, check_postgres
from tests.ops.operations.preflight.subjects import lines, subject

ZONES = ("eu-central-1a", "eu-central-1b", "eu-central-1c")


def versions(listed: dict[str, str]) -> dict[str, Any]:
    """Answer DescribeClusterVersions."""
    said = [{"clusterVersion": version, "versionStatus": status} for version, status in listed.items()]
    return {"DescribeClusterVersions": {"clusterVersions": said}}


def offers(*places: tuple[str, str]) -> dict[str, Any]:
    """Answer DescribeInstanceTypeOfferings for types and the zones that have them, as its filter says."""

    def answer(given: Mapping[str, Any]) -> Mapping[str, Any]:
        [wanted] = given["Filters"]
        assert (wanted["Name"], given["LocationType"]) == ("instance-type", "availability-zone")
        return {
            "InstanceTypeOfferings": [
                {"InstanceType": size, "LocationType": "availability-zone", "Location": zone}
                for size, zone in places
                if size in wanted["Values"]
            ]
        }

    return {"DescribeInstanceTypeOfferings": answer}


def database(*, versions: int = 3, standby: bool = True, options: int = 1) -> dict[str, Any]:
    """Answer what RDS offers."""
    return {
        "DescribeDBEngineVersions": {
            "DBEngineVersions": [{"EngineVersion": version} for version in ("16.6", "16.10", "16.9")[:versions]]
        },
        "DescribeOrderableDBInstanceOptions": {"OrderableDBInstanceOptions": [{"MultiAZCapable": standby}] * options},
    }


def test_a_supported_version_is_right() -> None:
    """1.35 has more than ninety days left."""
    found = check_kubernetes(subject(versions({"1.34": "STANDARD_SUPPORT", "1.35": "STANDARD_SUPPORT"})))
    assert lines(found) == ["right: 1.35 is in standard support"]


@pytest.mark.parametrize("status", ["EXTENDED_SUPPORT", "UNSUPPORTED"])
def test_a_version_without_standard_support_is_refused(status: str) -> None:
    """A cluster of ours has no other support; the versions that do are named."""
    [finding] = check_kubernetes(subject(versions({"1.35": status, "1.36": "STANDARD_SUPPORT"})))
    assert (finding.verdict, finding.wanted) == ("lacks", "one of 1.36")


def test_the_end_of_support_is_told_in_time() -> None:
    """As previews tell it."""
    answers = versions({"1.34": "STANDARD_SUPPORT"})
    [finding] = check_kubernetes(subject(answers, changes={"cluster.version": "1.34"}))
    assert finding.verdict == "mind"
    assert finding.found.startswith("1.34 leaves EKS's standard support on 2026-12-02")


@pytest.mark.parametrize(
    ("stack", "answers", "line"),
    [
        ("dev", database(), "right: PostgreSQL 16.10 on db.t4g.medium"),
        ("prod", database(), "right: PostgreSQL 16.10 on db.t4g.large"),
        ("dev", database(standby=False), "right: PostgreSQL 16.10 on db.t4g.medium"),
        (
            "prod",
            database(standby=False),
            "lacks: RDS has no db.t4g.large for PostgreSQL 16.10 with a standby in eu-central-1",
        ),
        ("dev", database(options=0), "lacks: RDS has no db.t4g.medium for PostgreSQL 16.10 in eu-central-1"),
        ("dev", database(versions=0), "lacks: RDS has no PostgreSQL 16 in eu-central-1"),
    ],
)
def test_version_and_class_of_the_database_are_offered(stack: str, answers: dict[str, Any], line: str) -> None:
    """With a standby where the settings want one."""
    assert lines(check_postgres(subject(answers, stack=stack))) == [line]


def test_a_pool_needs_one_of_its_types_in_each_of_its_zones() -> None:
    """Which one is EC2's choice."""
    pools = {
        "system": {"serves": ["system", "control"], "instanceTypes": ["m8i.2xlarge"], "minimum": 1, "maximum": 1},
        "execution": {
            "serves": ["execution"],
            "instanceTypes": ["m7i.large", "m7a.large"],
            "minimum": 1,
            "maximum": 1,
            "zones": [ZONES[0], ZONES[1]],
        },
    }
    places = [
        ("m7i.large", ZONES[0]),
        ("m7a.large", ZONES[1]),
        ("m8i.2xlarge", ZONES[0]),
        ("m8i.2xlarge", ZONES[2]),
    ]
    [lacking, _] = check_nodes(subject(offers(*places), changes={"nodePools": pools}))
    assert (lacking.verdict, lacking.found) == ("lacks", f"EC2 has none of m8i.2xlarge in {ZONES[1]}")
    assert lacking.wanted == "one for the pool system"
    assert lacking.remedy == "Pulumi.dev.yaml: nodePools.system.instanceTypes"
    complete = check_nodes(subject(offers(*places, ("m8i.2xlarge", ZONES[1])), changes={"nodePools": pools}))
    assert lines(complete) == [
        f"right: every pool's types are offered in {', '.join(ZONES)}",
        "right: the nodes have room for 2 review environments, all of them in a rollout",
    ]
