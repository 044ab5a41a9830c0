"""What conditions find at a question: a key is looked up when a policy asks for it; one nobody knows is refused."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.call import Call, tags_of
from portarium_sandbox.cloud.authorization.identity import Identity
from portarium_sandbox.cloud.authorization.question import Question
from portarium_sandbox.cloud.authorization.service_keys import SERVICE_KEYS
from portarium_sandbox.iam.reference import condition_keys, sees_tags

Value = str | Sequence[str] | None

# The key of the tag of a resource, and the older ones that services have for the same.
_TAG_OF_RESOURCE = tuple(f"{each}:resourcetag" for each in ("aws", "ec2", "iam", "rds", "secretsmanager", "ssm"))
_TAG_IN_REQUEST = "aws:requesttag"
_TAG_OF_PRINCIPAL = "aws:principaltag"
_TAG_KEYS = "aws:tagkeys"
_LOOPBACK = "127.0.0.1"


class RequestContext:
    """The keys of one question, by the name that a policy gives them: AWS minds no capitals there."""

    def __init__(self, call: Call, question: Question, identity: Identity, *, claims: Mapping[str, str] | None) -> None:
        self._call = call
        self._question = question
        self._identity = identity
        self._claims = claims

    def get(self, key: str, /) -> Value:
        """What the request has under a key; nothing where AWS has nothing there either."""
        lowered = key.lower()
        if lowered in self._question.known:
            return self._question.known[lowered]
        if lowered in _GLOBAL:
            return _GLOBAL[lowered](self)
        if "tag" in lowered and (find := self._finder_of_tags(lowered)):
            return find(key.partition("/")[2])
        if self._claims is not None and not lowered.startswith("aws:"):
            return self._claims.get(lowered)
        return self._of_service(key, lowered)

    def _finder_of_tags(self, lowered: str) -> Callable[[str], Value] | None:
        start = lowered.partition("/")[0]
        if start in _TAG_OF_RESOURCE:
            return self._tag_of_resource
        return {
            _TAG_IN_REQUEST: self._tag_in_request,
            _TAG_OF_PRINCIPAL: self._tag_of_principal,
            _TAG_KEYS: self._tag_keys,
        }.get(start)

    def _of_service(self, key: str, lowered: str) -> Value:
        # What follows a second colon is a name of the request's own: `kms:EncryptionContext:aws:logs:arn`.
        if find := SERVICE_KEYS.get(":".join(lowered.split(":", 2)[:2])):
            return find(self._call, self._question, key)
        action = self._question.action
        known = condition_keys(action)
        if lowered in known or any(each.endswith(("/", ":")) and lowered.startswith(each) for each in known):
            raise NotImplementedError(f"the condition key {key} at {action}")
        if lowered.startswith("aws:"):
            raise NotImplementedError(f"the condition key {key}")
        # By AWS's reference there is no such key at this action.
        return None

    def _tag_of_resource(self, name: str) -> Value:
        question = self._question
        if not question.kind or not sees_tags(question.action, question.kind):
            return None
        return state.tags(question.resource).get(name)

    def _tag_in_request(self, name: str) -> Value:
        known = f"{_TAG_IN_REQUEST}/" in condition_keys(self._question.action)
        return self._question.tags.get(name) if known and not self._call.takes_tags_away else None

    def _tag_keys(self, _name: str) -> Value:
        known = _TAG_KEYS in condition_keys(self._question.action)
        return (list(self._question.tags) or None) if known else None

    def _tag_of_principal(self, name: str) -> Value:
        if self._identity.kind != "AssumedRole":
            return None
        role = state.role_of(self._identity.principal_arn)
        return tags_of(role.tags or []).get(name) if role else None

    @property
    def call(self) -> Call:
        """The call that is asked about."""
        return self._call

    @property
    def question(self) -> Question:
        """The question itself."""
        return self._question

    @property
    def identity(self) -> Identity:
        """Who asks."""
        return self._identity


def _absent(_context: RequestContext) -> None:
    return None


def _no(_context: RequestContext) -> str:
    return "false"


_GLOBAL: Mapping[str, Callable[[RequestContext], Value]] = {
    # No service of AWS calls in its own name through HTTP here, and there is neither an organization nor an endpoint.
    **dict.fromkeys(
        (
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:principalservicename",
            "aws:principalservicenameslist",
            "aws:referer",
            "aws:resourceorgid",
            "aws:resourceorgpaths",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceidentity",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
            "aws:sourceowner",
            "aws:sourcevpc",
            "aws:sourcevpcarn",
            "aws:sourcevpce",
            "aws:vpcsourceip",
            "aws:multifactorauthage",
            "aws:multifactorauthpresent",
        ),
        _absent,
    ),
    "aws:calledvia": lambda asked: [f"{asked.question.via}.amazonaws.com"] if asked.question.via else None,
    "aws:currenttime": lambda _asked: datetime.now(UTC).isoformat(),
    "aws:epochtime": lambda _asked: str(int(datetime.now(UTC).timestamp())),
    "aws:principalaccount": lambda asked: asked.identity.account or None,
    "aws:principalarn": lambda asked: asked.identity.principal_arn or None,
    "aws:principalisawsservice": _no,
    "aws:principaltype": lambda asked: asked.identity.kind,
    "aws:requestedregion": lambda asked: asked.call.region,
    "aws:resourceaccount": lambda asked: state.account_of(asked.question.resource, asked.identity.account),
    # The sandbox listens on loopback alone, and every client of AWS itself speaks TLS.
    "aws:securetransport": lambda _asked: "true",
    "aws:sourceip": lambda _asked: _LOOPBACK,
    "aws:useragent": lambda asked: asked.call.headers.get("user-agent"),
    "aws:userid": lambda asked: asked.identity.user_id or None,
    "aws:username": lambda asked: (
        asked.identity.principal_arn.rpartition("/")[2] if asked.identity.kind == "User" else None
    ),
    "kms:calleraccount": lambda asked: asked.identity.account,
    "aws:viaawsservice": lambda asked: "true" if asked.question.via else "false",
}
