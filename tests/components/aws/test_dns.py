"""Business names carry the environment's prefix, internal names don't, and neither hides the other."""

from dataclasses import replace

import pytest

from components.aws.dns import DnsZones, DnsZonesArgs
from tests.recording import ACCOUNT_ID, Recording, record

NAME_SERVERS = ["ns-1.example.net", "ns-2.example.org"]
ARGS = DnsZonesArgs(
    environment="staging",
    account_id=ACCOUNT_ID,
    base_domain="example.com",
    env_prefix="x-staging",
    internal_domain="example.com",
    vpc_id="vpc-1",
    log_retention_days=365,
    protect=True,
)


def _record(args: DnsZonesArgs) -> Recording:
    def program() -> object:
        zones = DnsZones("dns", args)
        return {
            "public_domain": zones.public_domain,
            "public_zone_id": zones.public_zone_id,
            "name_servers": zones.name_servers,
            "internal_domain": zones.internal_domain,
            "internal_zone_id": zones.internal_zone_id,
        }

    return record(program, computed={"aws:route53/zone:Zone": {"nameServers": NAME_SERVERS}})


@pytest.mark.parametrize(("prefix", "domain"), [("x-staging", "x-staging.example.com"), ("", "example.com")])
def test_business_names_carry_the_prefix(prefix: str, domain: str) -> None:
    """Prod has the bare domain."""
    assert _record(replace(ARGS, env_prefix=prefix)).result["public_domain"] == domain


def test_internal_names_share_the_public_zone_unless_they_have_a_domain() -> None:
    """A private zone for the base domain would hide every public name below it from the network."""
    recording = _record(ARGS)
    assert len(recording.all("aws:route53/zone:Zone")) == 1
    assert recording.result["internal_zone_id"] == recording.result["public_zone_id"]
    assert recording.result["internal_domain"] == "x-staging.example.com"


def test_a_domain_of_their_own_is_seen_inside_the_network_only() -> None:
    """The zone belongs to the network, and has no prefix: each environment's network sees its own."""
    recording = _record(replace(ARGS, internal_domain="example.internal"))
    internal = recording.one("aws:route53/zone:Zone", "dns-internal")
    assert internal.inputs["vpcs"] == [{"vpcId": "vpc-1"}]
    assert internal.inputs["name"] == recording.result["internal_domain"] == "example.internal"
    assert "vpcs" not in recording.one("aws:route53/zone:Zone", "dns-public").inputs


def test_questions_to_the_public_zone_are_recorded() -> None:
    """AWS records none of a private zone."""
    recording = _record(replace(ARGS, internal_domain="example.internal"))
    assert recording.one("aws:route53/queryLog:QueryLog").inputs["zoneId"] == recording.result["public_zone_id"]


def test_name_servers_are_told() -> None:
    """They are what somebody enters where the parent domain is hosted."""
    assert _record(ARGS).result["name_servers"] == NAME_SERVERS


@pytest.mark.parametrize("protect", [True, False])
def test_protection_reaches_both_zones(protect: bool) -> None:
    """A zone made anew has other name servers, and the delegation points nowhere."""
    recording = _record(replace(ARGS, internal_domain="example.internal", protect=protect))
    zones = recording.all("aws:route53/zone:Zone")
    assert {zone.protect for zone in zones} == {protect}
    assert {zone.inputs["forceDestroy"] for zone in zones} == {not protect}
