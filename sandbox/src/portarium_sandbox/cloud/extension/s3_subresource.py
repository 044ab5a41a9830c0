"""Requests that moto takes for other ones: about a part of a bucket that it does not know, or by another host name.

To delete a bucket's inventory deletes the bucket, and the first word of the name that pods have for AWS is a bucket.
"""

from typing import Any

from moto import settings
from moto.core.common_types import TYPE_RESPONSE
from moto.s3 import responses
from moto.s3.exceptions import MissingInventoryConfig
from moto.s3.responses import S3Response

_UNKNOWN = frozenset(
    {"analytics", "intelligent-tiering", "metadataConfiguration", "metadataTable", "metrics", "requestPayment"}
)
_NO_CONFIGURATION = "<Error><Code>NoSuchConfiguration</Code><Message>{}</Message></Error>"


class SubresourceOperations(S3Response):
    """moto's operations of S3, kept from the bucket when they are about something else."""

    def _bucket_response(self, request: Any, full_url: str) -> str | TYPE_RESPONSE:
        for name in _UNKNOWN & set(request.args):
            raise NotImplementedError(f"a bucket's {name}")
        if request.method == "DELETE" and "inventory" in request.args:
            bucket_name = self.parse_bucket_name_from_url(request, full_url)
            self.backend.get_bucket(bucket_name).inventory_configs.pop(request.args["id"], None)
            return 204, {}, ""
        try:
            return super()._bucket_response(request, full_url)
        except MissingInventoryConfig as error:
            # moto's own code for it is none that a client knows.
            return 404, {"Content-Type": "application/xml"}, _NO_CONFIGURATION.format(error.message)


def install() -> None:
    """Answer requests about buckets from here."""
    # Every client of the sandbox names the bucket in the path, as any does that was given an endpoint.
    settings.S3_IGNORE_SUBDOMAIN_BUCKETNAME = True
    # moto reads its table of S3's URLs anew each time, and finds this class by its name.
    responses.S3Response = SubresourceOperations
