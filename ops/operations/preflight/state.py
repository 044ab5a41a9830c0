"""Where Pulumi keeps the state, and what encrypts the secrets in it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import yaml

from domain.state_store import secrets_provider
from ops.operations.aws import AwsError
from ops.operations.preflight.finding import Finding, lacks, mind, right, unknown
from ops.operations.preflight.subject import Subject

_PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def check_state(subject: Subject) -> Iterator[Finding]:
    """A bucket of ours is there, keeps old versions, and lets nobody in from outside."""
    if subject.backend is None:
        yield lacks(
            "this shell is on no Pulumi backend",
            wanted="the state's bucket",
            remedy=f"portarium bootstrap {subject.name}",
        )
        return
    where = urlsplit(subject.backend.address)
    if where.scheme != "s3":
        yield (
            unknown(subject.state_problem) if subject.state_problem else right(f"kept by {subject.backend.description}")
        )
        return
    bucket = where.netloc
    try:
        subject.aws.ask("s3", "head_bucket", Bucket=bucket)
    except AwsError as error:
        missing = error.code in ("404", "NoSuchBucket")
        yield lacks(
            f"no bucket {bucket}" if missing else f"{bucket} can't be read ({error.code})",
            wanted=f"the bucket of {subject.backend.address}",
            remedy=f"portarium bootstrap {subject.name}" if missing else "sign in to the account that has it",
        )
        return
    lacking = list(_unsafe(subject, bucket))
    yield from lacking
    if subject.state_problem:
        yield unknown(subject.state_problem)
    elif not lacking:
        yield right(f"{subject.backend.address} keeps old versions and is closed to the public")


def check_secrets(subject: Subject) -> Iterator[Finding]:
    """Without a key for a state in a bucket, Pulumi asks for a passphrase, and a pipeline has nobody to answer."""
    if subject.backend is None or urlsplit(subject.backend.address).scheme != "s3":
        return
    path = subject.project / subject.file
    content: dict[str, Any] = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None) or {}
    provider = str(content.get("secretsprovider") or "")
    own = secrets_provider(
        subject.settings.shared_with or subject.name, subject.aws.region, subject.settings.records_id
    )
    if provider.startswith("awskms://"):
        if content.get("encryptedkey"):
            yield right(provider)
        else:
            yield lacks(
                f"{provider}, and no data key that it has sealed",
                wanted=f"encryptedkey in {subject.file}, committed",
                remedy=f"portarium bootstrap {subject.name} && pulumi stack init {subject.name} "
                f"--secrets-provider '{provider}'",
            )
        return
    wanted = "awskms://…, a key of AWS that the pipeline's role may use"
    remedy = f"portarium bootstrap {subject.name} && pulumi stack change-secrets-provider '{own}' -s {subject.name}"
    if any(subject.variables.get(name) for name in _PASSPHRASES):
        yield mind("a passphrase, which everybody who deploys has to know", wanted=wanted, remedy=remedy)
    else:
        yield lacks("no secrets provider and no passphrase", wanted=wanted, remedy=remedy)


def _unsafe(subject: Subject, bucket: str) -> Iterator[Finding]:
    if subject.aws.ask("s3", "get_bucket_versioning", Bucket=bucket).get("Status") != "Enabled":
        yield lacks(
            f"{bucket} keeps no old versions",
            wanted="versions, so that a lost state comes back",
            remedy=f"aws s3api put-bucket-versioning --bucket {bucket} --versioning-configuration Status=Enabled",
        )
    try:
        answer = subject.aws.ask("s3", "get_public_access_block", Bucket=bucket)
        closed = all(answer["PublicAccessBlockConfiguration"].values())
    except AwsError as error:
        if error.code != "NoSuchPublicAccessBlockConfiguration":
            raise
        closed = False
    if not closed:
        settings = ",".join(
            f"{name}=true"
            for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        )
        yield lacks(
            f"{bucket} could be opened to the public",
            wanted="all four blocks",
            remedy=f"aws s3api put-public-access-block --bucket {bucket} "
            f"--public-access-block-configuration {settings}",
        )
