"""The recording mock: runs a piece of the program and keeps every resource it registers, with its options.

It is a double: it gives each resource an id and an arn made of its name and computes nothing else.
What only a provider knows is proven by the journeys.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from pulumi.runtime import mocks, rpc

ACCOUNT_ID = "123456789012"
REGION = "eu-central-1"

_INVOKES: dict[str, dict[str, Any]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {
        "accountId": ACCOUNT_ID,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:root",
        "id": ACCOUNT_ID,
        "userId": "U",
    },
}

# What only the provider knows and more than one test needs; a test's own `computed` replaces a type's entry.
_COMPUTED: dict[str, dict[str, Any]] = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"dnsEntries": [{"dnsName": f"*.vpce-1.s3.{REGION}.vpce.amazonaws.com"}]},
}


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as the program registered it."""

    type: str
    name: str
    urn: str
    parent: str
    inputs: dict[str, Any]
    protect: bool
    retain_on_delete: bool
    ignore_changes: list[str]
    deleted_with: str
    depends_on: list[str]
    provider: str
    custom: bool


@dataclass
class Recording:
    """All that a program registered, in order, and the resolved value that it returned."""

    resources: list[Registered] = field(default_factory=list[Registered])
    component_outputs: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    result: Any = None

    def all(self, type_token: str) -> list[Registered]:
        """Every resource of one type."""
        return [resource for resource in self.resources if resource.type == type_token]

    def one(self, type_token: str, name: str | None = None) -> Registered:
        """The only resource of a type, or the only one of that name."""
        found = [resource for resource in self.all(type_token) if name in (None, resource.name)]
        assert len(found) == 1, f"expected one {type_token} {name or ''}, got {[r.name for r in found]}"
        return found[0]


class _Answers(mocks.Mocks):
    """What the mocked providers answer: the inputs back, with an id and an arn."""

    def __init__(self, invokes: Mapping[str, dict[str, Any]], computed: Mapping[str, dict[str, Any]]) -> None:
        self._invokes = {**_INVOKES, **invokes}
        self._computed = {**_COMPUTED, **computed}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        identity = f"{args.name}-id"
        inputs: dict[str, Any] = cast("Any", args).inputs
        if not args.custom:
            return "", inputs
        service = args.typ.split(":")[1].split("/")[0]
        made = {"arn": f"arn:aws:{service}:{REGION}:{ACCOUNT_ID}:{args.name}", "keyId": identity, "name": args.name}
        return identity, {**made, **self._computed.get(args.typ, {}), **inputs}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        if args.token not in self._invokes:
            raise AssertionError(f"the recording mock has no answer for the invoke {args.token}: pass one to record()")
        return self._invokes[args.token], None


class _Monitor(mocks.MockMonitor):
    """The SDK's mock monitor hides a resource's options; this one keeps them."""

    def __init__(self, answers: mocks.Mocks, recording: Recording) -> None:
        super().__init__(answers)
        self._recording = recording

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the SDK calls it by this name
        answer = cast("Any", super()).RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self._recording.resources.append(
                Registered(
                    type=request.type,
                    name=request.name,
                    urn=answer.urn,
                    parent=request.parent,
                    inputs=rpc.deserialize_properties(request.object),
                    protect=request.protect,
                    retain_on_delete=request.retainOnDelete,
                    ignore_changes=list(request.ignoreChanges),
                    deleted_with=request.deletedWith,
                    depends_on=list(request.dependencies),
                    provider=request.provider,
                    custom=request.custom,
                )
            )
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the SDK calls it by this name
        self._recording.component_outputs[request.urn] = rpc.deserialize_properties(request.outputs)
        return cast("Any", super()).RegisterResourceOutputs(request)


def record(
    program: Callable[[], Any],
    *,
    stack: str = "dev",
    invokes: Mapping[str, dict[str, Any]] | None = None,
    computed: Mapping[str, dict[str, Any]] | None = None,
) -> Recording:
    """Run `program` against the mock; `result` is what it returned, with every Output resolved.

    `computed` gives a type outputs that only its provider would know, `invokes` answers further functions.
    """
    recording = Recording()
    answers = _Answers(invokes or {}, computed or {})
    mocks.set_mocks(answers, project="portarium", stack=stack, preview=False, monitor=_Monitor(answers, recording))

    def run() -> pulumi.Output[Any]:
        def keep(value: Any) -> Any:
            recording.result = value
            return value

        return pulumi.Output.from_input(program()).apply(keep)

    cast("Any", mocks).test(run)()
    return recording
