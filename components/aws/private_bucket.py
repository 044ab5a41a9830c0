"""A bucket that is nobody else's: the name, the encryption and the closed doors that every bucket of ours has."""

import pulumi
import pulumi_random as random
from pulumi_aws import s3

from components.naming import physical_name

_SUFFIX_BYTES = 4
# A bucket's name has 63 characters, of which the suffix and its hyphen take nine.
_NAME_LIMIT = 54


def bucket_name(name: str, environment: str, purpose: str, *, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """A name that nobody in the world has taken: with a random end, which stays as long as its resource."""
    suffix = random.RandomId(f"{name}-suffix", byte_length=_SUFFIX_BYTES, opts=opts)
    return pulumi.Output.concat(physical_name(environment, purpose, limit=_NAME_LIMIT), "-", suffix.hex)


def encryption(
    name: str, bucket: s3.Bucket, *, key_arn: pulumi.Input[str] | None, opts: pulumi.ResourceOptions
) -> s3.BucketServerSideEncryptionConfiguration:
    """Encryption with a key of ours, asked for once a bucket and not once an object; without one, with S3's own."""
    algorithm = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms" if key_arn is not None else "AES256", kms_master_key_id=key_arn
    )
    return s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption",
        bucket=bucket.bucket,
        rules=[
            s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=algorithm,
                bucket_key_enabled=True if key_arn is not None else None,
            )
        ],
        opts=opts,
    )


def versioning(name: str, bucket: s3.Bucket, *, opts: pulumi.ResourceOptions) -> s3.BucketVersioning:
    """What is written over or deleted stays as an earlier version."""
    return s3.BucketVersioning(
        f"{name}-versioning",
        bucket=bucket.bucket,
        versioning_configuration=s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        opts=opts,
    )


def no_public_access(name: str, bucket: s3.Bucket, *, opts: pulumi.ResourceOptions) -> s3.BucketPublicAccessBlock:
    """No list and no policy opens it to the world."""
    return s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=opts,
    )


def owned_by_the_account(name: str, bucket: s3.Bucket, *, opts: pulumi.ResourceOptions) -> s3.BucketOwnershipControls:
    """Whoever writes an object, it is the account's, and access lists are without effect."""
    return s3.BucketOwnershipControls(
        f"{name}-ownership",
        bucket=bucket.bucket,
        rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        opts=opts,
    )
