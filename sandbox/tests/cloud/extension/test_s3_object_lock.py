"""A lock holds as S3's does: each sentence of its documentation that evidence relies on, asked over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.cloud.cloud_process import ClientError, CloudProcess

KEY = "one"
_numbers = count()


@pytest.fixture
def s3(cloud: CloudProcess) -> Any:
    """A client that may do everything."""
    return cloud.client("s3")


def bucket(s3: Any, *, mode: str = "", lock: bool = True) -> str:
    """A bucket of its own, with a lock and a default of three days where a mode is given."""
    name = f"of-the-lock-{next(_numbers)}"
    place = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=place, ObjectLockEnabledForBucket=lock)
    if mode:
        rule = {"DefaultRetention": {"Mode": mode, "Days": 3}}
        configuration = {"ObjectLockEnabled": "Enabled", "Rule": rule}
        s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=configuration)
    return name


def put(s3: Any, name: str, **given: Any) -> dict[str, str]:
    """Write an object, and say which version it is."""
    version = s3.put_object(Bucket=name, Key=KEY, Body=b"evidence", ChecksumAlgorithm="SHA256", **given)["VersionId"]
    return {"Bucket": name, "Key": KEY, "VersionId": version}


def until(days: float) -> datetime:
    """A time from now on, as S3 keeps it."""
    return (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)


def refusal(call: Any, **given: Any) -> tuple[str, str]:
    """The code and the words with which S3 says no."""
    with pytest.raises(ClientError) as caught:
        call(**given)
    answer: Any = caught.value
    return answer.response["Error"]["Code"], answer.response["Error"]["Message"]


def retention(s3: Any, version: dict[str, str]) -> dict[str, Any]:
    """What a version says of its own."""
    return s3.get_object_retention(**version)["Retention"]


PROTECTED = ("AccessDenied", "Access Denied because object protected by object lock.")


@pytest.mark.parametrize("bypass", [False, True])
@pytest.mark.parametrize(
    ("mode", "days"), [("COMPLIANCE", 1), ("GOVERNANCE", 9), ("GOVERNANCE", 1)], ids=["shorter", "weaker", "both"]
)
def test_compliance_is_neither_shortened_nor_weakened(s3: Any, mode: str, days: int, *, bypass: bool) -> None:
    """By nobody, with whatever right."""
    version = put(s3, bucket(s3, mode="COMPLIANCE"))
    before = retention(s3, version)
    asked = {"Mode": mode, "RetainUntilDate": until(days)}
    given = {"Retention": asked, "BypassGovernanceRetention": bypass}
    assert refusal(s3.put_object_retention, **version, **given) == PROTECTED
    assert retention(s3, version) == before


@pytest.mark.parametrize("mode", ["COMPLIANCE", "GOVERNANCE"])
def test_a_retention_is_extended_without_any_further_right(s3: Any, mode: str) -> None:
    """Longer is always stronger."""
    version = put(s3, bucket(s3, mode=mode))
    longer = {"Mode": mode, "RetainUntilDate": until(9)}
    s3.put_object_retention(**version, Retention=longer)
    assert retention(s3, version) == longer


@pytest.mark.parametrize(
    ("mode", "days"), [("GOVERNANCE", 1), ("COMPLIANCE", 9)], ids=["a shorter one", "another mode"]
)
def test_governance_yields_to_a_bypass_alone(s3: Any, mode: str, days: int) -> None:
    """Whoever changes it without saying so is refused, even towards the stricter mode."""
    version = put(s3, bucket(s3, mode="GOVERNANCE"))
    wanted = {"Mode": mode, "RetainUntilDate": until(days)}
    assert refusal(s3.put_object_retention, **version, Retention=wanted) == PROTECTED
    assert refusal(s3.put_object_retention, **version, Retention=wanted, BypassGovernanceRetention=False) == PROTECTED
    s3.put_object_retention(**version, Retention=wanted, BypassGovernanceRetention=True)
    assert retention(s3, version) == wanted


@pytest.mark.parametrize("bypass", [None, False], ids=["unsaid", "refused in words"])
def test_a_version_under_governance_goes_by_a_bypass_alone(s3: Any, bypass: bool | None) -> None:
    """A header that says false says no."""
    version = put(s3, bucket(s3, mode="GOVERNANCE"))
    given = {} if bypass is None else {"BypassGovernanceRetention": bypass}
    assert refusal(s3.delete_object, **version, **given)[0] == "AccessDenied"
    s3.delete_object(**version, BypassGovernanceRetention=True)
    assert "Versions" not in s3.list_object_versions(Bucket=version["Bucket"])


def test_a_hold_outlives_every_bypass(s3: Any) -> None:
    """It has no end of its own, and keeps the default's retention beside it."""
    version = put(s3, bucket(s3, mode="GOVERNANCE"), ObjectLockLegalHoldStatus="ON")
    assert retention(s3, version)["Mode"] == "GOVERNANCE"
    assert refusal(s3.delete_object, **version, BypassGovernanceRetention=True)[0] == "AccessDenied"
    s3.put_object_legal_hold(**version, LegalHold={"Status": "OFF"})
    s3.delete_object(**version, BypassGovernanceRetention=True)
    assert "Versions" not in s3.list_object_versions(Bucket=version["Bucket"])


def test_what_comes_in_parts_is_locked_as_the_rest(s3: Any) -> None:
    """The bucket's default asks nobody how an object came."""
    name = bucket(s3, mode="COMPLIANCE")
    upload = s3.create_multipart_upload(Bucket=name, Key=KEY)["UploadId"]
    part = s3.upload_part(Bucket=name, Key=KEY, UploadId=upload, PartNumber=1, Body=b"evidence")["ETag"]
    parts = {"Parts": [{"ETag": part, "PartNumber": 1}]}
    version = s3.complete_multipart_upload(Bucket=name, Key=KEY, UploadId=upload, MultipartUpload=parts)["VersionId"]
    assert retention(s3, {"Bucket": name, "Key": KEY, "VersionId": version})["Mode"] == "COMPLIANCE"
    assert refusal(s3.delete_object, Bucket=name, Key=KEY, VersionId=version)[0] == "AccessDenied"


def test_a_lock_of_its_own_for_what_comes_in_parts_is_not_pretended(s3: Any) -> None:
    """moto would take it and forget it."""
    name = bucket(s3, mode="COMPLIANCE")
    lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until(9)}
    assert refusal(s3.create_multipart_upload, Bucket=name, Key=KEY, **lock)[0] == "NotImplemented"


def test_a_bucket_with_a_lock_keeps_its_versions(s3: Any) -> None:
    """Suspended, new objects would overwrite each other."""
    name = bucket(s3)
    suspended = {"Status": "Suspended"}
    code, words = refusal(s3.put_bucket_versioning, Bucket=name, VersioningConfiguration=suspended)
    assert (code, "so the versioning state cannot be changed" in words) == ("InvalidBucketState", True)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"


def test_a_lock_comes_to_a_bucket_that_has_objects(s3: Any) -> None:
    """Since 2023 without asking AWS's support; what was there before stays as free as it was."""
    name = bucket(s3, lock=False)
    enabled = {"ObjectLockEnabled": "Enabled"}
    assert refusal(s3.put_object_lock_configuration, Bucket=name, ObjectLockConfiguration=enabled)[0] == (
        "InvalidBucketState"
    )
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    version = put(s3, name)
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3}}
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration={**enabled, "Rule": rule})
    assert refusal(s3.get_object_retention, **version)[0] == "NoSuchObjectLockConfiguration"
    assert refusal(s3.get_object_legal_hold, **version)[0] == "NoSuchObjectLockConfiguration"
    s3.delete_object(**version)
    assert retention(s3, put(s3, name))["Mode"] == "COMPLIANCE"


@pytest.mark.parametrize(
    "rule",
    [{"Mode": "COMPLIANCE", "Days": 1, "Years": 1}, {"Mode": "COMPLIANCE"}, {"Mode": "FORENSIC", "Days": 1}],
    ids=["both", "neither", "no such mode"],
)
def test_a_default_is_a_mode_with_days_or_years(s3: Any, rule: dict[str, Any]) -> None:
    """S3 has no third way to say it."""
    configuration = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": rule}}
    refused = refusal(s3.put_object_lock_configuration, Bucket=bucket(s3), ObjectLockConfiguration=configuration)
    assert refused[0] == "MalformedXML"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ObjectLockMode": "COMPLIANCE"}, "must both be supplied"),
        ({"ObjectLockRetainUntilDate": until(1)}, "must both be supplied"),
        ({"ObjectLockMode": "FORENSIC", "ObjectLockRetainUntilDate": until(1)}, "Unknown wormMode directive"),
        ({"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until(-1)}, "must be in the future"),
    ],
    ids=["no date", "no mode", "no such mode", "past"],
)
def test_a_writer_says_all_of_a_lock_or_nothing(s3: Any, given: dict[str, Any], words: str) -> None:
    """Half of it, or one that is over already, writes nothing."""
    name = bucket(s3)
    code, said = refusal(s3.put_object, Bucket=name, Key=KEY, Body=b"x", ChecksumAlgorithm="SHA256", **given)
    assert (code, words in said) == ("InvalidArgument", True)
    assert "Versions" not in s3.list_object_versions(Bucket=name)


def test_a_retention_in_the_past_is_none(s3: Any) -> None:
    """It would be a way to be rid of it."""
    version = put(s3, bucket(s3, mode="GOVERNANCE"))
    past = {"Mode": "GOVERNANCE", "RetainUntilDate": until(-1)}
    given = {"Retention": past, "BypassGovernanceRetention": True}
    assert refusal(s3.put_object_retention, **version, **given)[0] == "InvalidArgument"


@pytest.mark.parametrize("call", ["put_object_retention", "put_object_legal_hold"])
def test_without_a_lock_on_the_bucket_nothing_is_locked(s3: Any, call: str) -> None:
    """Neither for a time nor until somebody says so."""
    name = bucket(s3, lock=False)
    s3.put_object(Bucket=name, Key=KEY, Body=b"x")
    given = {
        "put_object_retention": {"Retention": {"Mode": "COMPLIANCE", "RetainUntilDate": until(1)}},
        "put_object_legal_hold": {"LegalHold": {"Status": "ON"}},
    }[call]
    assert refusal(getattr(s3, call), Bucket=name, Key=KEY, **given)[0] == "InvalidRequest"


@pytest.mark.parametrize(("version", "code"), [({}, "NoSuchKey"), ({"VersionId": "none"}, "NoSuchVersion")])
def test_what_is_not_there_is_not_locked(s3: Any, version: dict[str, str], code: str) -> None:
    """One line, and no server that falls over it."""
    lock = {"Mode": "COMPLIANCE", "RetainUntilDate": until(1)}
    given = {"Bucket": bucket(s3), "Key": "other", **version}
    assert refusal(s3.put_object_retention, **given, Retention=lock)[0] == code
    assert refusal(s3.put_object_legal_hold, **given, LegalHold={"Status": "ON"})[0] == code
