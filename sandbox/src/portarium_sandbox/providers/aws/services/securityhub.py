"""Security Hub: the hub of an account, whose id is the account's, and the standards that it is held to."""

from typing import Any

from portarium_sandbox.providers.aws.services.ec2_account import account
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, identifiers, take

_NOT_THERE = "not subscribed to AWS Security Hub"


def _hub(subject: Subject) -> Any:
    return _if_enabled(subject, Call("describe_hub"))


def _disable(subject: Subject) -> None:
    _if_enabled(subject, Call("disable_security_hub"))


def _if_enabled(subject: Subject, call: Call) -> Any:
    """What an account without a hub answers is no error: the hub is gone, and its standards with it."""
    try:
        return call(subject)
    except Exception as error:
        if _NOT_THERE not in str(error):
            raise
        return None


_SUBSCRIPTIONS = {"StandardsSubscriptionArns": identifiers}


def _subscription(subject: Subject) -> Any:
    return _if_enabled(subject, Call("get_enabled_standards", _SUBSCRIPTIONS, "StandardsSubscriptions.0"))


def _unsubscribe(subject: Subject) -> None:
    _if_enabled(subject, Call("batch_disable_standards", _SUBSCRIPTIONS))


ROWS = (
    ResourceType(
        type="aws:securityhub/account:Account",
        service="securityhub",
        create=Call("enable_security_hub", take("enableDefaultStandards controlFindingGenerator")),
        identity=account,
        read=(Fetch(_hub, "autoEnableControls controlFindingGenerator", {"arn": "HubArn"}),),
        changes=(
            Change("autoEnableControls", Call("update_security_hub_configuration", take("autoEnableControls"))),
            Change(
                "controlFindingGenerator",
                Call("update_security_hub_configuration", take("controlFindingGenerator")),
                False,
            ),
        ),
        delete=_disable,
        replace="enableDefaultStandards",
        defaults={"autoEnableControls": True, "enableDefaultStandards": True},
    ),
    ResourceType(
        type="aws:securityhub/standardsSubscription:StandardsSubscription",
        service="securityhub",
        create=Call(
            "batch_enable_standards",
            {"StandardsSubscriptionRequests": lambda subject: [{"StandardsArn": subject.get("standardsArn")}]},
        ),
        identity="StandardsSubscriptions.0.StandardsSubscriptionArn",
        read=(Fetch(_subscription, "standardsArn", {"arn": "StandardsSubscriptionArn"}),),
        delete=_unsubscribe,
        replace="standardsArn",
    ),
)
