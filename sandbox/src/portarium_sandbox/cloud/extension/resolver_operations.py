"""What the groups of Route 53 Resolver's operations have in common."""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.moto_api._internal import mock_random
from moto.route53resolver.exceptions import ResourceNotFoundException
from moto.route53resolver.responses import Route53ResolverResponse

Found = dict[str, Any]
_STORE = "portarium_resolver"


class ResolverGroup(Route53ResolverResponse):
    """A group of operations on what one account's resolver has in one region."""

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True

    def known(self, kind: str) -> dict[str, Found]:
        """Everything of one kind, by its id; moto forgets it with the rest of its state."""
        return vars(self.route53resolver_backend).setdefault(_STORE, {}).setdefault(kind, {})

    def found(self, kind: str, identifier: str) -> Found:
        """One of a kind."""
        if identifier not in self.known(kind):
            raise ResourceNotFoundException(f"Resource not found: no {kind} has the id '{identifier}'")
        return self.known(kind)[identifier]

    def made(self, kind: str, prefix: str, **settings: Any) -> Found:
        """A new one of a kind, with its tags."""
        identifier = f"rslvr-{prefix}-{mock_random.get_random_hex(17)}"
        arn = f"arn:{self.partition}:route53resolver:{self.region}:{self.current_account}:{kind}/{identifier}"
        self.known(kind)[identifier] = {
            "Id": identifier,
            "Arn": arn,
            "Name": self.params["Name"],
            "Status": "COMPLETE",
            "CreatorRequestId": self.params["CreatorRequestId"],
            **settings,
        }
        self.route53resolver_backend.tagger.tag_resource(arn, self.params.get("Tags") or [])
        return self.known(kind)[identifier]

    def require_network(self, identifier: str) -> None:
        """Refuse a VPC that there is not."""
        if identifier not in self.route53resolver_backend.ec2_backend.vpcs:
            raise ResourceNotFoundException(f"The VPC ID '{identifier}' does not exist")

    def list_tags_for_resource(self) -> str:
        """Answer ListTagsForResource, of whatever has tags."""
        return json.dumps(self.route53resolver_backend.tagger.list_tags_for_resource(self._tagged()))

    def tag_resource(self) -> str:
        """Answer TagResource."""
        self.route53resolver_backend.tagger.tag_resource(self._tagged(), self.params["Tags"])
        return ""

    def untag_resource(self) -> str:
        """Answer UntagResource."""
        self.route53resolver_backend.tagger.untag_resource_using_names(self._tagged(), self.params["TagKeys"])
        return ""

    def _tagged(self) -> str:
        """The ARN of something that is there."""
        arn, backend = str(self.params["ResourceArn"]), self.route53resolver_backend
        kind, identifier = arn.rpartition(":")[2].split("/")
        if kind == "resolver-query-log-config":
            backend.get_resolver_query_log_config(identifier)
        else:
            self.found(kind, identifier)
        return arn


class ConflictError(JsonRESTError):
    """What is asked for contradicts what is there."""

    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("ConflictException", message)


class InvalidError(JsonRESTError):
    """What is asked for makes no sense."""

    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("ValidationException", message)
