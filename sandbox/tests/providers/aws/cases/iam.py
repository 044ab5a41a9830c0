"""IAM."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, permission, role, trust

_BROAD = permission("*")


def _trust_anyone(world: World, made: Made) -> Properties:
    other = trust("lambda.amazonaws.com")
    world.api("iam").update_assume_role_policy(RoleName=made.identifier, PolicyDocument=other)
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    assert "lambda" in inputs["assumeRolePolicy"]
    return {"assumeRolePolicy": inputs["assumeRolePolicy"]}


def _broaden(world: World, made: Made) -> Properties:
    world.api("iam").put_role_policy(RoleName=made["role"], PolicyName=made["name"], PolicyDocument=_BROAD)
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    return {"policy": inputs["policy"]}


def _new_version(world: World, made: Made) -> Properties:
    world.api("iam").create_policy_version(PolicyArn=made.identifier, PolicyDocument=_BROAD, SetAsDefault=True)
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    return {"policy": inputs["policy"]}


def _another_thumbprint(world: World, made: Made) -> Properties:
    world.api("iam").update_open_id_connect_provider_thumbprint(
        OpenIDConnectProviderArn=made.identifier, ThumbprintList=["1" * 40]
    )
    return {"thumbprintLists": ["1" * 40]}


def _policy(world: World) -> str:
    return world.make("aws:iam/policy:Policy", policy=permission("s3:GetObject")).identifier


CASES = [
    Case(
        token="aws:iam/role:Role",
        inputs=lambda world: {
            "assumeRolePolicy": trust("ec2.amazonaws.com"),
            "description": "nodes",
            "permissionsBoundary": _policy(world),
            "tags": {"team": "platform"},
        },
        change={
            "assumeRolePolicy": trust("eks.amazonaws.com"),
            "maxSessionDuration": 7200,
            "permissionsBoundary": None,
            "tags": {},
        },
        replacement={"path": "/portarium/"},
        drift=_trust_anyone,
        wrong_type={"maxSessionDuration": "1h"},
    ),
    Case(
        token="aws:iam/rolePolicy:RolePolicy",
        inputs=lambda world: {"role": role(world).identifier, "policy": permission("s3:GetObject")},
        change={"policy": permission("s3:PutObject")},
        replacement={"role": "another"},
        drift=_broaden,
        wrong_type={"policy": 1},
    ),
    Case(
        token="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        inputs=lambda world: {"role": role(world).identifier, "policyArn": _policy(world)},
        replacement={"role": "another"},
        wrong_type={"policyArn": ["arn"]},
    ),
    Case(
        token="aws:iam/policy:Policy",
        inputs=lambda _: {"policy": permission("s3:GetObject"), "description": "read", "tags": {"team": "data"}},
        change={"policy": permission("s3:PutObject"), "tags": {"team": "platform"}},
        replacement={"description": "write"},
        drift=_new_version,
        wrong_type={"policy": ["s3:GetObject"]},
    ),
    Case(
        token="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        inputs=lambda _: {
            "url": "https://token.actions.githubusercontent.com",
            "clientIdLists": ["sts.amazonaws.com"],
            "thumbprintLists": ["6938fd4d98bab03faadb97b34396831e3780aea1"],
        },
        change={"clientIdLists": ["portarium"], "thumbprintLists": ["0" * 40], "tags": {"team": "platform"}},
        replacement={"url": "https://example.com"},
        drift=_another_thumbprint,
        wrong_type={"clientIdLists": "sts.amazonaws.com"},
    ),
]
