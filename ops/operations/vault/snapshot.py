"""Takes a snapshot of Vault and puts it into S3, once it has been found to be whole."""

import gzip
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ops.operations.aws import Aws
from ops.operations.checksums import SUMS, digest_of, listed
from ops.operations.error import OperationError
from ops.operations.vault.configure import Site, sign_in
from ops.operations.vault.policies import SNAPPING
from ops.operations.vault.settle import Told

_PATH = "sys/storage/raft/snapshot"


def storage_of(site: Site, variables: Mapping[str, str]) -> Aws:
    """Return the way to S3, which is at an address of the network where no endpoint is given for all of AWS."""
    endpoint = variables.get("AWS_ENDPOINT_URL") or site.plan.snapshots.endpoint
    return Aws(site.plan.region, {**variables, "AWS_ENDPOINT_URL": endpoint})


def take(site: Site, storage: Aws, told: Told, *, now: datetime | None = None) -> str:
    """Take one, and return what the object is called."""
    key = f"{(now or datetime.now(UTC)):%Y/%m/%d/%H%M%SZ}.snap"
    vault = sign_in(site, SNAPPING)
    try:
        # On the pod's scratch volume: what it holds is encrypted by Vault, and gone with the pod.
        with tempfile.TemporaryFile() as file:
            size = vault.stream(_PATH, file)
            file.seek(0)
            check(file)
            file.seek(0)
            storage.ask("s3", "put_object", Bucket=site.plan.snapshots.bucket, Key=key, Body=file)
    finally:
        vault.write("auth/token/revoke-self")
    told(f"s3://{site.plan.snapshots.bucket}/{key}: {size} bytes")
    return key


def check(file: Any) -> None:
    """Raise OperationError unless a snapshot has all that its own list of checksums names, as it names it."""
    try:
        with tarfile.open(fileobj=file, mode="r:gz") as archive:
            members = [member for member in archive.getmembers() if member.isfile()]
            found = {member.name: digest_of(archive.extractfile(member)) for member in members}
            file_of_sums = archive.extractfile(SUMS)
            sums = listed(file_of_sums.read()) if file_of_sums else {}
    except (OSError, EOFError, KeyError, tarfile.TarError, gzip.BadGzipFile) as error:
        raise OperationError(f"{_PATH}: is no whole snapshot ({error}); it was not kept") from None
    if "state.bin" not in sums:
        raise OperationError(f"{_PATH}: its list of checksums has no state; it was not kept")
    if wrong := [name for name, digest in sums.items() if found.get(name) != digest]:
        raise OperationError(f"{_PATH}: {wrong[0]} is not what its checksum says; it was not kept")
