"""Requests about a part of a bucket that moto does not know.

moto takes such a request for one about the bucket itself: to delete a bucket's inventory deletes the bucket.
"""

from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.s3.responses import S3Response

_UNKNOWN = frozenset(
    {"analytics", "intelligent-tiering", "metadataConfiguration", "metadataTable", "metrics", "requestPayment"}
)
_delete = S3Response._bucket_response_delete
_put = S3Response._bucket_response_put
_get = S3Response._bucket_response_get


def install() -> None:
    """Keep such requests from the bucket."""
    S3Response._bucket_response_delete = _bucket_response_delete
    S3Response._bucket_response_put = _bucket_response_put
    S3Response._bucket_response_get = _bucket_response_get


def _bucket_response_delete(self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> TYPE_RESPONSE:
    _refuse_unknown(querystring)
    if "inventory" in querystring:
        configurations = self.backend.get_bucket(bucket_name).inventory_configs
        configurations.pop(querystring["id"][0], None)
        return 204, {}, ""
    return _delete(self, bucket_name, querystring)


def _bucket_response_put(
    self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]
) -> TYPE_RESPONSE:
    _refuse_unknown(querystring)
    return _put(self, request, bucket_name, querystring)


def _bucket_response_get(self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> TYPE_RESPONSE:
    _refuse_unknown(querystring)
    return _get(self, bucket_name, querystring)


def _refuse_unknown(querystring: dict[str, Any]) -> None:
    for name in _UNKNOWN & querystring.keys():
        raise NotImplementedError(f"a bucket's {name}")
