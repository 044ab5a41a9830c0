"""The recording mock: runs a piece of the program and keeps every resource it registers, with its options.

It is a double: it gives each resource an id and an arn made of its name, names the Kubernetes objects that have no name
of their own, and computes nothing else. What only a provider knows is proven by the journeys.
"""

import gc
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from pulumi.runtime import mocks, rpc
from pulumi.runtime import settings as runtime_settings

ACCOUNT_ID = "123456789012"
REGION = "eu-central-1"
ORGANIZATION = "organization"
PROJECT = "portarium"

_READ_STACK_OUTPUTS = "pulumi:pulumi:readStackOutputs"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"
_STACK = "pulumi:pulumi:Stack"

_INVOKES: Mapping[str, dict[str, Any] | str] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {
        "accountId": ACCOUNT_ID,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:root",
        "id": ACCOUNT_ID,
        "userId": "U",
    },
    # Every policy that is asked for is there; a test of what is not there answers by itself.
    "aws:iam/getPolicy:getPolicy": {},
}

# What an ARN looks like where a policy names it; others are made of the service's name alone.
_ARN_FORMATS = {
    "aws:cloudwatch/logGroup:LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{{name}}",
    "aws:eks/cluster:Cluster": f"arn:aws:eks:{REGION}:{ACCOUNT_ID}:cluster/{{name}}",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{{name}}",
    "aws:iam/policy:Policy": f"arn:aws:iam::{ACCOUNT_ID}:policy/{{name}}",
    "aws:iam/role:Role": f"arn:aws:iam::{ACCOUNT_ID}:role/{{name}}",
    "aws:kms/key:Key": f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/{{name}}",
    "aws:s3/bucket:Bucket": "arn:aws:s3:::{name}",
    "aws:secretsmanager/secret:Secret": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:{{name}}",
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
    delete_before_replace: bool
    ignore_changes: list[str]
    deleted_with: str
    depends_on: list[str]
    provider: str
    """The reference of the explicit provider, `<urn>::<id>`; empty where the engine would take its default one."""
    update_timeout: str
    custom: bool
    before_delete: list[str]
    """The names of the hooks that run before it is deleted."""
    aliases: list[str] = field(default_factory=list[str])
    """The names that it had before."""
    secret_properties: list[str] = field(default_factory=list[str])
    """The properties that its provider's schema calls secret, whether or not they are in use."""


@dataclass
class Recording:
    """All that a program registered, in order, and the resolved value that it returned."""

    resources: list[Registered] = field(default_factory=list[Registered])
    references: list[str] = field(default_factory=list[str])
    """The stacks that a StackReference was made to."""
    invokes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """The token and the provider's reference of each function called."""
    component_outputs: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    hooks: dict[str, pulumi.ResourceHook] = field(default_factory=dict[str, pulumi.ResourceHook])
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

    def __init__(
        self,
        recording: Recording,
        invokes: Mapping[str, dict[str, Any] | str],
        computed: Mapping[str, dict[str, Any]],
        stacks: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._recording = recording
        self._invokes = {**_INVOKES, **invokes}
        self._computed = {**_COMPUTED, **computed}
        self._stacks = {f"{ORGANIZATION}/{PROJECT}/{stack}": dict(outputs) for stack, outputs in stacks.items()}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        identity = f"{args.name}-id"
        inputs: dict[str, Any] = cast("Any", args).inputs
        if args.typ == _STACK_REFERENCE:
            self._recording.references.append(inputs["name"])
            return identity, {"name": inputs["name"], "outputs": self._stacks[inputs["name"]], "secretOutputNames": []}
        if not args.custom:
            return "", inputs
        if args.typ.startswith("kubernetes:"):
            return identity, {
                **self._computed.get(args.typ, {}),
                **inputs,
                "metadata": {"name": _made_up_name(args.name, inputs), **inputs.get("metadata", {})},
            }
        service = args.typ.split(":")[1].split("/")[0]
        arn = _ARN_FORMATS.get(args.typ, f"arn:aws:{service}:{REGION}:{ACCOUNT_ID}:{{name}}").format(name=args.name)
        made = {"arn": arn, "keyId": identity, "name": args.name}
        return identity, _merged({**made, **self._computed.get(args.typ, {})}, inputs)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        self._recording.invokes.append((args.token, args.provider))
        if args.token == _READ_STACK_OUTPUTS:
            stack = cast("Any", args).args["name"]
            # The engine's words for a stack that does not exist.
            return (
                ({"outputs": self._stacks[stack]}, [])
                if stack in self._stacks
                else ({}, [("", f"unknown stack {stack}")])
            )
        if args.token not in self._invokes:
            raise AssertionError(f"the recording mock has no answer for the invoke {args.token}: pass one to record()")
        answer = self._invokes[args.token]
        return ({}, [("", answer)]) if isinstance(answer, str) else (answer, [])


class _Monitor(mocks.MockMonitor):
    """The SDK's mock monitor hides a resource's options; this one keeps them."""

    def __init__(self, answers: mocks.Mocks, recording: Recording, stack: str) -> None:
        super().__init__(answers)
        self._recording = recording
        self._stack = stack

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The engine's rule: the types of all ancestors but the stack; the SDK's mock knows only the last one's."""
        ancestors = parent.split("::")[2] if parent else _STACK
        qualified = type_ if ancestors == _STACK else f"{ancestors}${type_}"
        return f"urn:pulumi:{self._stack}::{PROJECT}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the SDK calls it by this name
        answer = cast("Any", super()).RegisterResource(request)
        if request.type != _STACK:
            if any(resource.urn == answer.urn for resource in self._recording.resources):
                raise AssertionError(f"two resources with the URN {answer.urn}: the engine would refuse the second")
            self._recording.resources.append(
                Registered(
                    type=request.type,
                    name=request.name,
                    urn=answer.urn,
                    parent=request.parent,
                    inputs=rpc.deserialize_properties(request.object),
                    protect=request.protect,
                    retain_on_delete=request.retainOnDelete,
                    delete_before_replace=request.deleteBeforeReplace,
                    ignore_changes=list(request.ignoreChanges),
                    deleted_with=request.deletedWith,
                    depends_on=list(request.dependencies),
                    provider=request.provider,
                    update_timeout=request.customTimeouts.update,
                    custom=request.custom,
                    before_delete=list(request.hooks.before_delete),
                    aliases=[alias.spec.name or alias.urn.rpartition("::")[2] for alias in request.aliases]
                    + [urn.rpartition("::")[2] for urn in request.aliasURNs],
                    secret_properties=list(request.additionalSecretOutputs),
                )
            )
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the SDK calls it by this name
        self._recording.component_outputs[request.urn] = rpc.deserialize_properties(request.outputs)
        return cast("Any", super()).RegisterResourceOutputs(request)


class _Hooks:
    """Stands for the engine where hooks are registered, which the SDK's mock refuses."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def register_resource_hook(self, hook: pulumi.ResourceHook) -> None:
        self._recording.hooks[hook.name] = hook


def record(
    program: Callable[[], Any],
    *,
    stack: str = "dev",
    invokes: Mapping[str, dict[str, Any] | str] | None = None,
    computed: Mapping[str, dict[str, Any]] | None = None,
    stacks: Mapping[str, Mapping[str, Any]] | None = None,
    preview: bool = False,
) -> Recording:
    """Run `program` against the mock; `result` is what it returned, with every Output resolved.

    `computed` gives a type outputs that only its provider would know, `invokes` answers further functions, a text as
    the reason why one fails, and `stacks` are the other stacks there are, with their outputs.
    """
    recording = Recording()
    answers = _Answers(recording, invokes or {}, computed or {}, stacks or {})
    monitor = _Monitor(answers, recording, stack)
    mocks.set_mocks(answers, project=PROJECT, stack=stack, preview=preview, monitor=monitor, organization=ORGANIZATION)
    cast("Any", runtime_settings).SETTINGS.callbacks = _Hooks(recording)

    def run() -> pulumi.Output[Any]:
        def keep(value: Any) -> Any:
            recording.result = value
            return value

        return pulumi.Output.from_input(program()).apply(keep)

    # The collector would walk the SDK's ever growing graph of tasks and find nothing: it is half of a stack's time.
    gc.disable()
    try:
        cast("Any", mocks).test(run)()
    finally:
        gc.enable()
    return recording


def _made_up_name(name: str, inputs: Mapping[str, Any]) -> str:
    """The name of a Kubernetes object without one; like the provider's, another one for its replacement."""
    return f"{name}-{hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:8]}"


def _merged(computed: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider computes, under what the program asked for, in nested structures too."""
    both = computed.keys() & inputs.keys()
    deeper = {
        key: _merged(computed[key], inputs[key])
        for key in both
        if isinstance(computed[key], dict) and isinstance(inputs[key], dict)
    }
    return {**computed, **inputs, **deeper}
