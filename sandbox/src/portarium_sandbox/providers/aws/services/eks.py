"""EKS: what its rows share: tags, and waiting for what becomes active or goes away."""

from typing import Any

from portarium_sandbox.providers.aws.api_errors import is_gone
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Step, told
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.aws.waiting import wait_until


def tags_of(arn: str = "arn") -> Tagging:
    """EKS tags by ARN, which is an output under one name or another."""
    return Tagging({"resourceArn": told(arn)}, told_at="tags", tags="tags", keys="tagKeys", as_map=True)


def settled(describe: Step, at: str) -> Step:
    """A step that waits until what ``describe`` tells is active."""

    def settle(subject: Subject) -> None:
        wait_until(
            subject,
            lambda: describe(subject)[at]["status"],
            reached=("ACTIVE",),
            failed=("FAILED", "CREATE_FAILED", "UPDATE_FAILED", "DEGRADED"),
            why=lambda: _issues(describe(subject)[at]),
        )

    return settle


def settled_deleted(describe: Step, at: str) -> Step:
    """A step that waits until ``describe`` finds nothing any more."""

    def state(subject: Subject) -> str:
        try:
            return describe(subject)[at]["status"]
        except Exception as error:
            if is_gone(error):
                return ""
            raise

    def settle(subject: Subject) -> None:
        wait_until(subject, lambda: state(subject), reached=("",), failed=("DELETE_FAILED",))

    return settle


def _issues(described: Any) -> str:
    """What EKS says is wrong with it."""
    return ", ".join(f"{issue['code']}: {issue['message']}" for issue in described.get("health", {}).get("issues", ()))
