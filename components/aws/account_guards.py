"""What watches over an account: Security Hub, GuardDuty and IAM Access Analyzer."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import accessanalyzer, guardduty, securityhub

from components.component import Component
from components.naming import account_name

_STANDARDS: Mapping[str, str] = {
    "best-practices": "aws-foundational-security-best-practices/v/1.0.0",
    "cis": "cis-aws-foundations-benchmark/v/3.0.0",
}
# What an account of ours has. GuardDuty switches them on by itself, until somebody switches one off. The two that watch
# the runtime would bring an agent with the rights of the host onto every node, which is a decision of its own.
_FEATURES: Mapping[str, str] = {
    "s3": "S3_DATA_EVENTS",
    "kubernetes": "EKS_AUDIT_LOGS",
    "volumes": "EBS_MALWARE_PROTECTION",
    "database": "RDS_LOGIN_EVENTS",
}
_ANALYZER_NAME_LIMIT = 255


@dataclass(frozen=True, kw_only=True)
class AccountGuardsArgs:
    """What is watched."""

    account: str
    """The account's name, part of the names of what is made."""
    region: str
    """The region that is watched, where all of it is; another that the account comes to use needs its own."""
    protect: bool
    """Whether Pulumi refuses to switch them off."""


class AccountGuards(Component):
    """Findings about what is set wrongly, about what behaves suspiciously, and about what others have access to.

    Of the standards only those rules find something that don't ask AWS Config, as long as nobody records with it.
    """

    hub_arn: pulumi.Output[str]
    """Security Hub, which collects the findings of all three; known only once its standards are held to."""
    detector_id: pulumi.Output[str]
    """GuardDuty's detector; known only once its features are on."""
    analyzer_arn: pulumi.Output[str]
    """The analyzer of what the account lets others do."""

    def __init__(self, name: str, args: AccountGuardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:AccountGuards", name, None, opts)
        self._name = name
        self._args = args
        self.hub_arn = self._hub()
        self.detector_id = self._detector()
        analyzer = accessanalyzer.Analyzer(
            f"{name}-analyzer",
            analyzer_name=account_name(args.account, "external-access", limit=_ANALYZER_NAME_LIMIT),
            type="ACCOUNT",
            opts=self.child(protect=args.protect),
        )
        self.analyzer_arn = analyzer.arn
        self.register()

    def _hub(self) -> pulumi.Output[str]:
        args = self._args
        hub = securityhub.Account(
            f"{self._name}-hub",
            # AWS's own choice has a benchmark of 2018.
            enable_default_standards=False,
            auto_enable_controls=True,
            control_finding_generator="SECURITY_CONTROL",
            opts=self.child(protect=args.protect),
        )
        standards = [
            securityhub.StandardsSubscription(
                f"{self._name}-{purpose}",
                standards_arn=f"arn:aws:securityhub:{args.region}::standards/{standard}",
                opts=self.child(protect=args.protect, depends_on=[hub]),
            )
            for purpose, standard in _STANDARDS.items()
        ]
        return pulumi.Output.all(hub.arn, *(each.arn for each in standards)).apply(lambda told: str(told[0]))

    def _detector(self) -> pulumi.Output[str]:
        args = self._args
        detector = guardduty.Detector(
            f"{self._name}-detector",
            enable=True,
            finding_publishing_frequency="FIFTEEN_MINUTES",
            opts=self.child(protect=args.protect),
        )
        features = [
            guardduty.DetectorFeature(
                f"{self._name}-{purpose}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                opts=self.child(protect=args.protect),
            )
            for purpose, feature in _FEATURES.items()
        ]
        return pulumi.Output.all(detector.id, *(each.status for each in features)).apply(lambda told: str(told[0]))
