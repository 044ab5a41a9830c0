"""What the platform uses of AWS and moto lacks, added to moto's own backends: state lives and resets with theirs."""

import os

from portarium_sandbox.cloud.extension import (
    access_analyzer,
    acm_validation,
    budget,
    cloudtrail,
    codebuild,
    ec2_account_setting,
    ec2_launch_template,
    ec2_security_group_rule,
    eks,
    guardduty,
    iam_identity_provider,
    iam_simulation,
    kms_accounts,
    log_group_key,
    log_metric_filter,
    rds_database,
    rds_event,
    rds_group,
    rds_history,
    rds_instance,
    rds_offer,
    resolver,
    route53_query_log,
    route53_zone,
    s3_bucket_policy,
    s3_log_delivery,
    s3_log_format,
    s3_replication,
    s3_subresource,
    secret_version,
    securityhub,
    service_quota,
)


def install() -> None:
    """Add all extensions to moto; once, before its first request."""
    # AmazonEKSClusterPolicy and its like must be there to be attached.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    for extension in (
        access_analyzer,
        acm_validation,
        budget,
        cloudtrail,
        codebuild,
        ec2_account_setting,
        ec2_launch_template,
        ec2_security_group_rule,
        eks,
        guardduty,
        iam_identity_provider,
        iam_simulation,
        kms_accounts,
        log_group_key,
        log_metric_filter,
        rds_event,
        rds_group,
        rds_instance,
        rds_database,
        rds_offer,
        rds_history,
        resolver,
        route53_query_log,
        route53_zone,
        s3_bucket_policy,
        s3_log_delivery,
        s3_log_format,
        s3_replication,
        s3_subresource,
        secret_version,
        securityhub,
        service_quota,
    ):
        extension.install()
