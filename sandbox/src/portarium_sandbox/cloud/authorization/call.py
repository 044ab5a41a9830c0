"""A call to AWS's API as IAM looks at it: which operation of which service, with which parameters, by which key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request as MotoRequest
from moto.core.request import determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model

from portarium_sandbox.cloud.request import Request

DEFAULT_REGION = "us-east-1"
_UNSIGNED = {"AssumeRoleWithWebIdentity": "sts", "AssumeRoleWithSAML": "sts"}
# Where botocore names a service otherwise than its signatures do.
_SERVICES = {
    "access-analyzer": "accessanalyzer",
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
}
# And where IAM does.
_PREFIXES = {
    "accessanalyzer": "access-analyzer",
    "elbv2": "elasticloadbalancing",
    "s3control": "s3",
    "service-quotas": "servicequotas",
}
_S3_CONTROL = "/v20180820/"
_TAGS = ("Tags", "tags", "TagList", "AddTags", "ResourceTags")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One operation of a service, asked for by whoever has the key."""

    service: str
    """The service, in botocore's words."""
    operation: str
    """The operation, in botocore's words."""
    parameters: Mapping[str, Any]
    """The parameters by the names that botocore gives them."""
    headers: Mapping[str, str]
    """The HTTP headers by their names in small letters."""
    access_key_id: str
    """The key that it was signed with, or nothing."""
    region: str
    """The region that it was signed for."""

    @property
    def prefix(self) -> str:
        """What IAM puts before the actions of the service."""
        return _PREFIXES.get(self.service, self.service)

    @property
    def tags(self) -> dict[str, str]:
        """The tags that the call gives to what it makes or changes; with no value those that it takes away."""
        for name in _TAGS:
            if given := self.parameters.get(name):
                return tags_of(given)
        for holder in ("Tagging", "CreateBucketConfiguration"):
            given = self.parameters.get(holder)
            if isinstance(given, dict):
                found = cast("dict[str, Any]", given)
                return tags_of(found.get("TagSet") or found.get("Tags") or [])
        keys: list[str] = self.parameters.get("TagKeys") or self.parameters.get("tagKeys") or []
        return dict.fromkeys(keys, "")

    @property
    def takes_tags_away(self) -> bool:
        """Whether its tags are keys alone."""
        return "TagKeys" in self.parameters or "tagKeys" in self.parameters


def read(request: Request) -> Call:
    """Take a request apart, by botocore's model of its service."""
    asked = MotoRequest(request.to_environment())
    service = _service(request)
    model = get_service_model(service)
    operation, labels = get_service_router(service).match(asked)
    parse = PROTOCOL_PARSERS[determine_request_protocol(model, asked.content_type)](operation).parse
    parameters = parse(
        {
            "method": asked.method,
            "values": asked.values,
            "headers": asked.headers,
            "body": asked.data,
            "url_path": asked.path,
            "url_params": labels,
        }
    )
    return Call(
        service=service,
        operation=str(cast("Any", operation).name),
        parameters=parameters,
        headers={name.lower(): value for name, value in asked.headers.items()},
        access_key_id=request.access_key_id,
        region=request.region or DEFAULT_REGION,
    )


def tags_of(given: Any) -> dict[str, str]:
    """Tags as a mapping, in whichever of AWS's forms they are given."""
    if isinstance(given, dict):
        return cast("dict[str, str]", given)
    found: dict[str, str] = {}
    for tag in given:
        words = {name.lower().removeprefix("tag"): value for name, value in tag.items()}
        found[words["key"]] = words.get("value") or ""
    return found


def _service(request: Request) -> str:
    service = request.service or _UNSIGNED.get(request.action, "s3")
    if service == "s3" and request.path.startswith(_S3_CONTROL):
        return "s3control"
    return _SERVICES.get(service, service)


def texts(value: Any) -> Iterator[str]:
    """Every text in parameters, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in cast("Mapping[str, Any]", value).values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from texts(each)
