"""Where the state is kept, and what encrypts its secrets."""

from pathlib import Path
from typing import Any

import pytest

from ops.operations.preflight.state import check_secrets, check_state
from tests.ops.operations.preflight.subjects import lines, subject
from tests.ops.operations.scripted_aws import Refused

BUCKET = "s3://portarium-state?region=eu-central-1"
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def bucket(*, versions: bool = True, closed: bool | None = True) -> dict[str, Any]:
    """Answer for the state's bucket."""
    block = {"PublicAccessBlockConfiguration": dict.fromkeys(BLOCKS, closed)}
    return {
        "HeadBucket": {},
        "GetBucketVersioning": {"Status": "Enabled"} if versions else {},
        "GetPublicAccessBlock": Refused("NoSuchPublicAccessBlockConfiguration") if closed is None else block,
    }


def test_a_bucket_that_keeps_and_hides_is_right() -> None:
    """The bucket is the one of the backend's URL."""
    found = check_state(subject(bucket(), backend=BUCKET))
    assert lines(found) == [f"right: {BUCKET} keeps old versions and is closed to the public"]


@pytest.mark.parametrize("closed", [False, None])
def test_what_a_bucket_lacks_is_told_with_the_command(closed: bool | None) -> None:
    """A block that is off is as bad as none."""
    versions, public = check_state(subject(bucket(versions=False, closed=closed), backend=BUCKET))
    assert versions.remedy.startswith("aws s3api put-bucket-versioning --bucket portarium-state ")
    assert public.found == "portarium-state could be opened to the public"
    assert "BlockPublicAcls=true,IgnorePublicAcls=true" in public.remedy


@pytest.mark.parametrize(
    ("code", "line", "remedy"),
    [
        ("404", "no bucket portarium-state", "portarium bootstrap dev"),
        ("403", "portarium-state can't be read (403)", "sign in to the account that has it"),
    ],
)
def test_a_bucket_that_is_not_there(code: str, line: str, remedy: str) -> None:
    """One of another account is told from none."""
    [finding] = check_state(subject({"HeadBucket": Refused(code)}, backend=BUCKET))
    assert (finding.verdict, finding.found, finding.remedy) == ("lacks", line, remedy)


@pytest.mark.parametrize("backend", [BUCKET, "https://api.pulumi.com"])
def test_a_state_that_can_not_be_read_is_told(backend: str) -> None:
    """However right the place looks where it is kept."""
    found = check_state(subject(bucket(), backend=backend, state_problem="stack dev: access denied"))
    assert lines(found) == ["unknown: stack dev: access denied"]


def test_before_the_first_stack_there_is_no_backend() -> None:
    """The command that makes what is missing is named, and nothing else is said of it."""
    [finding] = check_state(subject(backend=None))
    assert (finding.verdict, finding.remedy) == ("lacks", "portarium bootstrap dev")
    assert lines(check_secrets(subject(backend=None))) == []


def test_other_backends_keep_the_state_themselves() -> None:
    """Pulumi Cloud, or a folder."""
    assert lines(check_state(subject(backend="https://api.pulumi.com"))) == ["right: kept by a double"]
    assert lines(check_secrets(subject(backend="https://api.pulumi.com"))) == []


@pytest.mark.parametrize(
    ("written", "variables", "line"),
    [
        (
            "secretsprovider: awskms://alias/state?region=eu-central-1\nencryptedkey: AQIC\n",
            {},
            "right: awskms://alias/state?region=eu-central-1",
        ),
        (
            "secretsprovider: awskms://alias/state?region=eu-central-1\n",
            {},
            "lacks: awskms://alias/state?region=eu-central-1, and no data key that it has sealed",
        ),
        ("config: {}\n", {}, "lacks: no secrets provider and no passphrase"),
        ("", {}, "lacks: no secrets provider and no passphrase"),
        ("secretsprovider: passphrase\n", {}, "lacks: no secrets provider and no passphrase"),
        (
            "config: {}\n",
            {"PULUMI_CONFIG_PASSPHRASE": "x"},
            "mind: a passphrase, which everybody who deploys has to know",
        ),
    ],
)
def test_secrets_in_a_bucket_need_a_key(tmp_path: Path, written: str, variables: dict[str, str], line: str) -> None:
    """A pipeline has nobody who answers Pulumi's question for a passphrase."""
    (tmp_path / "Pulumi.dev.yaml").write_text(written, encoding="utf-8")
    looked = subject(backend=BUCKET, project=tmp_path, variables=variables)
    assert lines(check_secrets(looked)) == [line]
