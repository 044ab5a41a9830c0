"""What AWS refuses about that which there is once an account, or once a region of it."""

import pytest

from tests.cloud.cloud_process import ClientError
from tests.providers.aws.cases.guards import DETECTOR, HUB, standard
from tests.providers.aws.conformance import World


@pytest.mark.parametrize("hops", [0, 65])
def test_metadata_goes_one_to_64_hops(world: World, hops: int) -> None:
    """Or as far as each image says, which is -1."""
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        world.api("ec2").modify_instance_metadata_defaults(HttpPutResponseHopLimit=hops)


def test_snapshots_are_not_blocked_from_being_unblocked(world: World) -> None:
    """Opening them again is a call of its own."""
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        world.api("ec2").enable_snapshot_block_public_access(State="unblocked")


def test_a_hub_is_enabled_once(world: World) -> None:
    """And a hub that is not there is no hub."""
    hub = world.api("securityhub")
    with pytest.raises(ClientError, match=r"InvalidAccess.*not subscribed to AWS Security Hub"):
        hub.describe_hub()
    world.make(HUB)
    with pytest.raises(ClientError, match=r"ResourceConflict.*already subscribed"):
        hub.enable_security_hub()


def test_a_hub_starts_with_the_standards_of_aws_unless_told_otherwise(world: World) -> None:
    """And takes them along when it goes."""
    hub = world.api("securityhub")
    made = world.make(HUB)
    assert len(hub.get_enabled_standards()["StandardsSubscriptions"]) == 2
    world.delete(made)
    world.make(HUB, enableDefaultStandards=False)
    assert not hub.get_enabled_standards()["StandardsSubscriptions"]


def test_a_standard_that_nobody_has_written_is_refused(world: World) -> None:
    """By its version, and by its region."""
    world.make(HUB, enableDefaultStandards=False)
    cis = standard("cis-aws-foundations-benchmark/v/3.0.0")
    for unknown in (cis.replace("3.0.0", "2.9.9"), cis.replace("eu-central-1", "eu-west-1")):
        with pytest.raises(ClientError, match="InvalidInputException"):
            world.api("securityhub").batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": unknown}])


def test_a_region_has_one_detector(world: World) -> None:
    """AWS's words, by which others look for it."""
    world.make(DETECTOR)
    with pytest.raises(ClientError, match=r"BadRequestException.*a detector already exists for the current account"):
        world.api("guardduty").create_detector(Enable=True)


def test_a_detector_watches_all_but_the_runtime_by_itself(world: World) -> None:
    """A feature that is switched leaves the others as they are, and two of them exclude each other."""
    guard, detector = world.api("guardduty"), world.make(DETECTOR).identifier
    first = {feature["Name"]: feature["Status"] for feature in guard.get_detector(DetectorId=detector)["Features"]}
    assert {name for name, status in first.items() if status == "DISABLED"} == {
        "RUNTIME_MONITORING",
        "EKS_RUNTIME_MONITORING",
    }
    guard.update_detector(DetectorId=detector, Features=[{"Name": "RDS_LOGIN_EVENTS", "Status": "DISABLED"}])
    then = {feature["Name"]: feature["Status"] for feature in guard.get_detector(DetectorId=detector)["Features"]}
    assert then == {**first, "RDS_LOGIN_EVENTS": "DISABLED"}
    both = [{"Name": name, "Status": "ENABLED"} for name in ("RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING")]
    with pytest.raises(ClientError, match="BadRequestException"):
        guard.update_detector(DetectorId=detector, Features=both)


def test_a_detector_that_there_is_not(world: World) -> None:
    """It is not another account's either."""
    for call in ("get_detector", "delete_detector"):
        with pytest.raises(ClientError, match=r"BadRequestException.*not owned by the current account"):
            getattr(world.api("guardduty"), call)(DetectorId="0" * 32)


def test_a_region_has_one_analyzer_of_a_kind(world: World) -> None:
    """Of another kind it has another; a name is given once."""
    analyzers = world.api("accessanalyzer")
    world.make("aws:accessanalyzer/analyzer:Analyzer", analyzerName="account")
    world.make("aws:accessanalyzer/analyzer:Analyzer", analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS")
    with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
        analyzers.create_analyzer(analyzerName="another", type="ACCOUNT")
    with pytest.raises(ClientError, match="ConflictException"):
        analyzers.create_analyzer(analyzerName="account", type="ACCOUNT")
    assert {each["name"] for each in analyzers.list_analyzers()["analyzers"]} == {"account", "unused"}
