"""Whether IAM lets the bearer of a token in, as the user that he wants to be."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from portarium_sandbox.cloud import caller
from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.cloud.authorization.context import RequestContext
from portarium_sandbox.cloud.authorization.identity import identity_of
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.cloud.authorization.verdict import reason_against
from portarium_sandbox.cloud.token import TokenError
from portarium_sandbox.databases import token
from portarium_sandbox.databases.token import Door

_ACTION = "rds-db:connect"


@dataclass(frozen=True, kw_only=True)
class Login:
    """The way in to one instance for those whom IAM knows."""

    host: str
    port: int
    region: str
    account: str
    resource_id: str
    state: AbstractContextManager[object]
    """Held while AWS's record is looked at."""

    def check(self, user: str, given: str) -> None:
        """Raise the reason for which somebody stays outside."""
        door = Door(host=self.host, port=self.port, region=self.region, user=user)
        with self.state:
            found, key = token.bearer(given, door, find_caller=caller.find)
            identity = identity_of(found)
            resource = f"arn:aws:rds-db:{self.region}:{self.account}:dbuser:{self.resource_id}/{user}"
            question = Question(action=_ACTION, resource=resource, kind="db-user")
            call = Call(
                service="rds-db",
                operation="connect",
                parameters={},
                headers={},
                access_key_id=key,
                region=self.region,
            )
            context = RequestContext(call, question, identity, claims=None)
            try:
                reason = reason_against(question, identity, context, self.account)
            except NotImplementedError as error:
                reason = f"because the sandbox's AWS does not have this: {error}"
            if reason:
                raise TokenError(
                    f"{found.arn} is not authorized to perform: {_ACTION} on resource: {resource} {reason}"
                )
