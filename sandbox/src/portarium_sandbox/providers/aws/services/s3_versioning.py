"""S3: the versions of a bucket, which it cannot forget but only suspend."""

from portarium_sandbox.providers.aws.api_errors import error_code
from portarium_sandbox.providers.aws.subject import Subject


def suspend_versioning(subject: Subject) -> None:
    """Keep no further versions; those that there are stay."""
    if subject.get("versioningConfiguration.status") == "Disabled":
        return
    try:
        subject.client().put_bucket_versioning(
            Bucket=subject.identifier, VersioningConfiguration={"Status": "Suspended"}
        )
    except Exception as error:
        # A bucket with a lock keeps its versions; pulumi-aws leaves it at that.
        if error_code(error) != "InvalidBucketState":
            raise


def put_versioning(subject: Subject) -> None:
    """Keep versions, or not."""
    configuration = subject.api_value("versioningConfiguration")
    if configuration.get("Status") == "Disabled":
        # pulumi-aws's word for a bucket that never had versioning: nothing to call.
        return
    arguments = {"MFA": subject.get("mfa")} if subject.get("mfa") else {}
    subject.client().put_bucket_versioning(
        Bucket=subject.get("bucket"), VersioningConfiguration=configuration, **arguments
    )
