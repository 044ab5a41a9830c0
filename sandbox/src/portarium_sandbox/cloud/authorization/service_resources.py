"""The resources of services whose parameters do not simply spell out an ARN."""

import re
from collections.abc import Mapping

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.cloud.authorization.ec2_resources import ec2
from portarium_sandbox.cloud.authorization.resources import Finder, arn_of, arn_pattern, by_format
from portarium_sandbox.cloud.ciphertext import key_of

_NAMES_IN_IAM = {
    "group": "GroupName",
    "instance-profile": "InstanceProfileName",
    "policy": "PolicyName",
    "role": "RoleName",
    "user": "UserName",
}
_PRINCIPAL = re.compile(r"arn:aws:iam::(?P<account>\d+):(?P<kind>role|user)/(?:.*/)?(?P<name>[^/]+)")
_TAGGING_OF_LOGS = ("ListTagsForResource", "TagResource", "UntagResource")


def _iam(call: Call, action: str, kind: str, account: str) -> list[str]:
    given = call.parameters
    if kind == "oidc-provider" and (url := given.get("Url")):
        return [f"arn:aws:iam::{account}:oidc-provider/{url.removeprefix('https://')}"]
    if action == "iam:CreateServiceLinkedRole":
        service = given.get("AWSServiceName")
        return [f"arn:aws:iam::{account}:role/aws-service-role/{service}/*"]
    name = given.get(_NAMES_IN_IAM.get(kind, ""))
    if name is None or (kind == "policy" and call.operation != "CreatePolicy"):
        return by_format(call, action, kind, account) if kind not in _NAMES_IN_IAM or "Arn" in str(given) else []
    if kind == "role" and (role := state.role(account, name)):
        return [role.arn]
    return [f"arn:aws:iam::{account}:{kind}{given.get('Path') or '/'}{name}"]


def _kms(call: Call, _action: str, kind: str, account: str) -> list[str]:
    alias, identity = call.parameters.get("AliasName"), call.parameters.get("KeyId")
    if kind == "alias":
        return [arn_of(call, kind, account, {"Alias": alias.removeprefix("alias/")})] if alias else []
    given = [identity, alias, call.parameters.get("TargetKeyId"), *(call.parameters.get(x) for x in _RE_ENCRYPTED)]
    found: list[str] = []
    for each in filter(None, given):
        key = state.key(account, call.region, each)
        if key is not None:
            found.append(key.arn)
        elif not each.startswith("alias/") and ":alias/" not in each:
            found.append(each if each.startswith("arn:") else arn_of(call, kind, account, {"KeyId": each}))
    if not found and (sealed := call.parameters.get("CiphertextBlob")):
        # Who opens something need not say which key has sealed it.
        key = key_of(sealed, call.region)
        found += [key.arn] if key else []
    return list(dict.fromkeys(found))


_RE_ENCRYPTED = ("SourceKeyId", "DestinationKeyId")


def _secretsmanager(call: Call, _action: str, kind: str, account: str) -> list[str]:
    identity = call.parameters.get("SecretId")
    if identity:
        found = state.secret(account, call.region, identity)
        if found is not None:
            return [found.arn]
        return [identity if identity.startswith("arn:") else arn_of(call, kind, account, {"SecretId": f"{identity}-*"})]
    name = call.parameters.get("Name")
    return [arn_of(call, kind, account, {"SecretId": f"{name}-*"})] if name else []


def _logs(call: Call, action: str, kind: str, account: str) -> list[str]:
    if call.operation in _TAGGING_OF_LOGS:
        return by_format(call, action, kind, account)
    group, stream = call.parameters.get("logGroupName"), call.parameters.get("logStreamName")
    if not group or kind not in ("log-group", "log-stream"):
        return []
    # The form that CloudWatch Logs names in its refusals.
    whole = arn_of(call, "log-group", account, {"LogGroupName": group})
    return [f"{whole}:log-stream:{stream or '*' if kind == 'log-stream' else ''}"]


def _eks(call: Call, action: str, kind: str, account: str) -> list[str]:
    given = call.parameters
    cluster = given.get("clusterName") or given.get("name")
    whole = arn_pattern("eks", kind)
    if (arn := given.get("resourceArn")) or not cluster:
        return [arn] if arn and whole.fullmatch(arn) else []
    words = {"ClusterName": cluster, "NodegroupName": given.get("nodegroupName"), "AddonName": given.get("addonName")}
    if kind == "access-entry":
        principal = _PRINCIPAL.fullmatch(given.get("principalArn") or "")
        if principal is None:
            return []
        words |= {
            "IamIdentityType": principal["kind"],
            "IamIdentityAccountID": principal["account"],
            "IamIdentityName": principal["name"],
        }
    elif kind == "podidentityassociation":
        words["UUID"] = given.get("associationId")
    needed = {"addon": "AddonName", "nodegroup": "NodegroupName", "podidentityassociation": "UUID"}.get(kind)
    if needed and not words[needed]:
        return []
    if kind not in _OF_CLUSTERS:
        return by_format(call, action, kind, account)
    return [arn_of(call, kind, account, {word: value for word, value in words.items() if value})]


_OF_CLUSTERS = ("access-entry", "addon", "cluster", "nodegroup", "podidentityassociation")


def _s3(call: Call, action: str, kind: str, account: str) -> list[str]:
    if call.operation == "DeleteObjects" and kind == "object":
        bucket = call.parameters["Bucket"]
        return [f"arn:aws:s3:::{bucket}/{each['Key']}" for each in call.parameters["Delete"]["Objects"]]
    if kind in ("bucket", "object") and action != "s3:ListAllMyBuckets":
        return by_format(call, action, kind, account)
    return []


FINDERS: Mapping[str, Finder] = {
    "ec2": ec2,
    "eks": _eks,
    "iam": _iam,
    "kms": _kms,
    "logs": _logs,
    "s3": _s3,
    "secretsmanager": _secretsmanager,
}
"""By what IAM puts before the service's actions."""
