"""The bucket policy of a trail: CloudTrail writes its records, and nobody takes any away."""

from collections.abc import Sequence

import pulumi

from components.aws.access_log_bucket import kept_by_all
from components.aws.policy_document import EVERYONE, Conditions, Principals, Statement, only_through_tls

CLOUDTRAIL = "cloudtrail.amazonaws.com"
"""CloudTrail, where a policy names it."""


def trail_statements(
    *,
    bucket_arn: pulumi.Input[str],
    account_id: pulumi.Input[str],
    trail_arn: pulumi.Input[str],
    administrators: Sequence[pulumi.Input[str]],
    locked: bool,
) -> list[Statement]:
    """CloudTrail looks at the bucket and writes below the account's folder, both for this trail alone."""
    source: Conditions = {"StringEquals": {"aws:SourceArn": trail_arn}}
    objects = pulumi.Output.concat(bucket_arn, "/*")
    delivery = Principals(services=[CLOUDTRAIL])
    return [
        only_through_tls("s3:*", [bucket_arn, objects]),
        Statement(
            sid="CloudTrailLooks",
            principals=delivery,
            actions=["s3:GetBucketAcl"],
            resources=[bucket_arn],
            conditions=source,
        ),
        Statement(
            sid="CloudTrailWrites",
            principals=delivery,
            actions=["s3:PutObject"],
            resources=[pulumi.Output.concat(bucket_arn, "/AWSLogs/", account_id, "/*")],
            # It always hands its objects over to the bucket's owner, and its check of the policy says so.
            conditions={"StringEquals": {**source["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"}},
        ),
        *(_locked(bucket_arn, objects, administrators) if locked else []),
    ]


def _locked(
    bucket_arn: pulumi.Input[str], objects: pulumi.Input[str], administrators: Sequence[pulumi.Input[str]]
) -> list[Statement]:
    return [
        kept_by_all(bucket_arn),
        _deny("NobodyBypassesGovernance", ["s3:BypassGovernanceRetention", "s3:PutObjectRetention"], [objects]),
        _deny("NobodySuspendsVersioningOrEndsTheBucket", ["s3:PutBucketVersioning", "s3:DeleteBucket"], [bucket_arn]),
        _deny(
            "OnlyAdministratorsChangeTheLock",
            ["s3:PutBucketObjectLockConfiguration", "s3:PutLifecycleConfiguration"],
            [bucket_arn],
            {"ArnNotEquals": {"aws:PrincipalArn": administrators}},
        ),
    ]


def _deny(
    statement_id: str,
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    conditions: Conditions | None = None,
) -> Statement:
    return Statement(
        sid=statement_id,
        effect="Deny",
        principals=EVERYONE,
        actions=actions,
        resources=resources,
        conditions=conditions or {},
    )
