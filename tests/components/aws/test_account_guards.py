"""An account is watched, and what watches it is not switched off by the way."""

import pytest

from components.aws.account_guards import AccountGuards, AccountGuardsArgs
from tests.recording import ACCOUNT_ID, REGION, Recording, record

HUB = "aws:securityhub/account:Account"
DETECTOR = "aws:guardduty/detector:Detector"


def _record(*, protect: bool = True) -> Recording:
    def program() -> object:
        guards = AccountGuards("guards", AccountGuardsArgs(account="prod", region=REGION, protect=protect))
        return {"hub": guards.hub_arn, "detector": guards.detector_id, "analyzer": guards.analyzer_arn}

    return record(program)


def test_standards_wait_for_the_hub() -> None:
    """Security Hub takes none before it is enabled, and takes them along when it goes."""
    recording = _record()
    standards = recording.all("aws:securityhub/standardsSubscription:StandardsSubscription")
    assert len(standards) == 2
    for standard in standards:
        assert recording.one(HUB).urn in standard.depends_on


def test_standards_are_those_of_the_region() -> None:
    """A standard of another region is one that Security Hub does not know here."""
    standards = _record().all("aws:securityhub/standardsSubscription:StandardsSubscription")
    assert {standard.inputs["standardsArn"].split(":")[3] for standard in standards} == {REGION}
    # AWS's own choice of standards would be a third and a fourth.
    assert _record().one(HUB).inputs["enableDefaultStandards"] is False


def test_features_are_switched_on_this_detector() -> None:
    """What the account has is watched: buckets, clusters, disks and databases."""
    recording = _record()
    features = recording.all("aws:guardduty/detectorFeature:DetectorFeature")
    assert {feature.inputs["detectorId"] for feature in features} == {recording.result["detector"]}
    assert {feature.inputs["name"].split("_")[0] for feature in features} == {"S3", "EKS", "EBS", "RDS"}


def test_nothing_watches_from_inside_a_node() -> None:
    """An agent with the rights of the host would be a decision of its own."""
    names = {feature.inputs["name"] for feature in _record().all("aws:guardduty/detectorFeature:DetectorFeature")}
    assert not any("RUNTIME" in name for name in names)


def test_analyzer_asks_who_is_outside_of_the_account() -> None:
    """Its zone of trust is the account: another account of ours is outside, too."""
    recording = _record()
    analyzer = recording.one("aws:accessanalyzer/analyzer:Analyzer")
    assert analyzer.inputs["type"] == "ACCOUNT"
    assert ACCOUNT_ID in recording.result["analyzer"]


@pytest.mark.parametrize("protect", [True, False])
def test_protection_covers_each_guard(protect: bool) -> None:
    """A destroyed stack would otherwise leave the account unwatched."""
    resources = [resource for resource in _record(protect=protect).resources if resource.custom]
    assert len(resources) == 9
    assert {resource.protect for resource in resources} == {protect}
