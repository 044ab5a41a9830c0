"""What watches over an account: Security Hub, GuardDuty and IAM Access Analyzer."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import REGION, Case, Made, World

HUB = "aws:securityhub/account:Account"
DETECTOR = "aws:guardduty/detector:Detector"


def standard(name: str) -> str:
    """The ARN of a standard in the tests' region."""
    return f"arn:aws:securityhub:{REGION}::standards/{name}"


def _manual(world: World, _made: Made) -> Properties:
    world.api("securityhub").update_security_hub_configuration(AutoEnableControls=False)
    return {"autoEnableControls": False}


def _subscription(world: World) -> Properties:
    world.make(HUB, enableDefaultStandards=False)
    return {"standardsArn": standard("cis-aws-foundations-benchmark/v/3.0.0")}


def _suspended(world: World, made: Made) -> Properties:
    world.api("guardduty").update_detector(DetectorId=made.identifier, Enable=False)
    return {"enable": False}


def _feature(world: World) -> Properties:
    return {"detectorId": world.make(DETECTOR).identifier, "name": "RUNTIME_MONITORING", "status": "ENABLED"}


def _switched_off(world: World, made: Made) -> Properties:
    world.api("guardduty").update_detector(
        DetectorId=made["detectorId"], Features=[{"Name": "RUNTIME_MONITORING", "Status": "DISABLED"}]
    )
    return {"status": "DISABLED"}


def _retagged(world: World, made: Made) -> Properties:
    world.api("accessanalyzer").tag_resource(resourceArn=made["arn"], tags={"team": "nobody"})
    return {"tags": {"team": "nobody"}, "tagsAll": {"team": "nobody"}}


CASES = [
    Case(
        token=HUB,
        inputs=lambda _: {"enableDefaultStandards": False, "controlFindingGenerator": "SECURITY_CONTROL"},
        change={"autoEnableControls": False, "controlFindingGenerator": "STANDARD_CONTROL"},
        replacement={"enableDefaultStandards": True},
        drift=_manual,
        wrong_type={"autoEnableControls": "yes"},
    ),
    Case(
        token="aws:securityhub/standardsSubscription:StandardsSubscription",
        inputs=_subscription,
        replacement={"standardsArn": standard("nist-800-53/v/5.0.0")},
        wrong_type={"standardsArn": ["arn"]},
    ),
    Case(
        token=DETECTOR,
        inputs=lambda _: {"findingPublishingFrequency": "FIFTEEN_MINUTES", "tags": {"team": "audit"}},
        change={"findingPublishingFrequency": "ONE_HOUR", "tags": {"plane": "delivery"}},
        drift=_suspended,
        wrong_type={"enable": "yes"},
    ),
    Case(
        token="aws:guardduty/detectorFeature:DetectorFeature",
        inputs=_feature,
        change={
            "status": "DISABLED",
            "additionalConfigurations": [{"name": "EKS_ADDON_MANAGEMENT", "status": "DISABLED"}],
        },
        replacement={"name": "S3_DATA_EVENTS"},
        drift=_switched_off,
        wrong_type={"status": True},
        forgets=True,
    ),
    Case(
        token="aws:accessanalyzer/analyzer:Analyzer",
        inputs=lambda _: {"analyzerName": "account", "tags": {"team": "audit"}},
        change={"tags": {"plane": "delivery"}},
        replacement={"type": "ACCOUNT_UNUSED_ACCESS"},
        drift=_retagged,
        wrong_type={"analyzerName": 1},
    ),
]
