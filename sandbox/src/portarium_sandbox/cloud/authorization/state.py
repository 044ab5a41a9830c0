"""What moto has of an account that IAM looks at: resources by name, their tags, and whose they are."""

from typing import Any, cast

from moto.acm.models import acm_backends
from moto.ec2.models import ec2_backends
from moto.eks.models import eks_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.rds.models import rds_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends

from portarium_sandbox.cloud.authorization.call import tags_of

PARTITION = "aws"
_ARN_PARTS = 6


def part(arn: str, index: int) -> str:
    """One of the six parts of an ARN: 2 is the service, 3 the region, 4 the account, 5 the rest."""
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[index] if len(parts) == _ARN_PARTS else ""


def iam(account: str) -> Any:
    """IAM of an account."""
    return iam_backends[account][PARTITION]


def role(account: str, name: str) -> Any:
    """A role by its name."""
    return next((role for role in iam(account).roles.values() if role.name == name), None)


def role_of(arn: str) -> Any:
    """A role by its ARN."""
    account = part(arn, 4)
    found = role(account, arn.rpartition("/")[2]) if account.isdigit() else None
    return found if found is not None and found.arn == arn else None


def key(account: str, region: str, identity: str) -> Any:
    """A key of KMS, by its ID, its ARN, or its alias."""
    if identity.startswith("arn:"):
        region, account = part(identity, 3), part(identity, 4)
    backend = cast("Any", kms_backends[account][region])
    return backend.keys.get(backend.any_id_to_key_id(identity)) if _has_key(backend, identity) else None


def secret(account: str, region: str, identity: str) -> Any:
    """A secret by its name or its ARN."""
    if identity.startswith("arn:"):
        region, account = part(identity, 3), part(identity, 4)
    return cast("Any", secretsmanager_backends[account][region]).secrets.get(identity)


def topic(arn: str) -> Any:
    """A topic of SNS by its ARN."""
    return cast("Any", sns_backends[part(arn, 4)][part(arn, 3)]).topics.get(arn)


def bucket(arn: str) -> Any:
    """The bucket of an ARN of S3, in whichever account it is."""
    name = part(arn, 5).partition("/")[0]
    for _, _, backend in list(s3_backends.iter_backends()):
        if found := cast("Any", backend).buckets.get(name):
            return found
    return None


def account_of(arn: str, default: str) -> str:
    """The account that has a resource; a bucket's ARN does not say so."""
    if part(arn, 2) == "s3":
        found = bucket(arn)
        return found.account_id if found else default
    named = part(arn, 4)
    return named if named.isdigit() else default


def tags(arn: str) -> dict[str, str]:
    """The tags of a resource; a service whose tags nobody has looked for yet is refused."""
    service, region, account, rest = (part(arn, index) for index in range(2, _ARN_PARTS))
    if "*" in rest:
        return {}
    if service not in _TAGS:
        raise NotImplementedError(f"the tags by which IAM knows {arn}")
    return _TAGS[service](arn, account, region, rest)


def _ec2(_arn: str, account: str, region: str, rest: str) -> dict[str, str]:
    return dict(cast("Any", ec2_backends[account][region]).tags.get(rest.partition("/")[2], {}))


def _kms(arn: str, account: str, region: str, rest: str) -> dict[str, str]:
    found = key(account, region, arn) if rest.startswith("key/") else None
    return cast("Any", kms_backends[account][region]).tagger.get_tag_dict_for_resource(found.id) if found else {}


def _acm(arn: str, account: str, region: str, _rest: str) -> dict[str, str]:
    found = cast("Any", acm_backends[account][region])._certificates.get(arn)  # moto has no other way
    return {name: value or "" for name, value in found.tags.items()} if found else {}


def _secretsmanager(arn: str, account: str, region: str, _rest: str) -> dict[str, str]:
    found = secret(account, region, arn)
    return tags_of(found.tags or []) if found else {}


def _iam(arn: str, account: str, _region: str, rest: str) -> dict[str, str]:
    if rest.startswith("role/"):
        found = role_of(arn)
        return tags_of(found.tags or []) if found else {}
    if rest.startswith("policy/"):
        found = iam(account).managed_policies.get(arn)
        several: dict[str, dict[str, str]] = (found and found.tags) or {}
        return tags_of(list(several.values()))
    raise NotImplementedError(f"the tags by which IAM knows {arn}")


def _rds(arn: str, account: str, region: str, _rest: str) -> dict[str, str]:
    try:
        return tags_of(cast("Any", rds_backends[account][region]).list_tags_for_resource(arn))
    except Exception:  # noqa: BLE001 # each kind has an error of its own for what is not there
        return {}


def _eks(_arn: str, account: str, region: str, rest: str) -> dict[str, str]:
    kind, _, name = rest.partition("/")
    if kind != "cluster":
        raise NotImplementedError(f"the tags by which IAM knows a {kind} of EKS")
    found = cast("Any", eks_backends[account][region]).clusters.get(name)
    return dict(found.tags or {}) if found else {}


def _sns(arn: str, _account: str, _region: str, _rest: str) -> dict[str, str]:
    found = topic(arn)
    return dict(found._tags) if found else {}  # moto has no other way


def _has_key(backend: Any, identity: str) -> bool:
    name = backend.get_alias_name(identity)
    if name.startswith("alias/"):
        # Without asking moto for it, which would make the keys of AWS's own aliases.
        return any(name in each.aliases for each in backend.keys.values())
    return backend.get_key_id(identity) in backend.keys


_TAGS = {
    "acm": _acm,
    "ec2": _ec2,
    "eks": _eks,
    "iam": _iam,
    "kms": _kms,
    "rds": _rds,
    "secretsmanager": _secretsmanager,
    "sns": _sns,
}
