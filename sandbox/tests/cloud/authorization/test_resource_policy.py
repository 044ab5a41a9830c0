"""What the policy of a resource says beside the caller's own, and where both are needed."""

import json
from typing import Any

import pytest

from tests.cloud.authorization.account import (
    acting,
    allow,
    bucket,
    deny,
    document,
    refusal,
    role,
    unique,
)
from tests.cloud.cloud_process import ACCOUNT, CloudProcess

_OTHER = "210987654321"


def _lay(cloud: CloudProcess, name: str, *statements: dict[str, Any]) -> None:
    cloud.client("s3").put_bucket_policy(Bucket=name, Policy=document(*statements))


def _everything(name: str) -> list[str]:
    return [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]


def test_a_bucket_lets_in_a_role_of_its_own_account_that_may_nothing(cloud: CloudProcess) -> None:
    """One side is enough there."""
    name, arn = bucket(cloud), role(cloud)
    s3 = cloud.client("s3", cloud.assume(arn))
    assert "because no identity-based policy allows the s3:ListBucket action" in refusal(s3.list_objects, Bucket=name)
    _lay(cloud, name, allow("s3:ListBucket", resource=_everything(name), Principal={"AWS": arn}))
    assert refusal(s3.list_objects, Bucket=name) == ""


def test_what_is_given_to_a_role_goes_through_its_boundary(cloud: CloudProcess) -> None:
    """And what is given to everyone goes past what the boundary leaves out, but not past what it denies."""
    name, arn = bucket(cloud), role(cloud, boundary=[allow("iam:*"), deny("s3:GetBucketAcl")])
    s3 = cloud.client("s3", cloud.assume(arn))
    _lay(cloud, name, allow("s3:ListBucket", resource=_everything(name), Principal={"AWS": arn}))
    assert "because no permissions boundary allows" in refusal(s3.list_objects, Bucket=name)
    own = {"ArnEquals": {"aws:PrincipalArn": arn}}
    _lay(
        cloud, name, allow("s3:ListBucket", "s3:GetBucketAcl", resource=_everything(name), Principal="*", Condition=own)
    )
    assert refusal(s3.list_objects, Bucket=name) == ""
    assert "with an explicit deny in a permissions boundary" in refusal(s3.get_bucket_acl, Bucket=name)


@pytest.mark.parametrize(("bucket_allows", "role_allows"), [(False, True), (True, False), (True, True)])
def test_another_account_needs_both_sides(cloud: CloudProcess, *, bucket_allows: bool, role_allows: bool) -> None:
    """The bucket's policy and the caller's own."""
    name = bucket(cloud)
    arn = role(cloud, *([allow("s3:ListBucket")] if role_allows else []), account=_OTHER)
    sts = cloud.client("sts", account=_OTHER)
    session = sts.assume_role(RoleArn=arn, RoleSessionName="visitor")["Credentials"]
    if bucket_allows:
        _lay(cloud, name, allow("s3:ListBucket", resource=_everything(name), Principal={"AWS": arn}))
    told = refusal(cloud.client("s3", session).list_objects, Bucket=name)
    # An account of its own has its buckets apart: moto then looks for this one there, and that is past the decision.
    assert ("AccessDenied" not in told) is (bucket_allows and role_allows)


def test_a_condition_of_a_bucket_is_held(cloud: CloudProcess) -> None:
    """A denial of what is not encrypted refuses that and nothing else."""
    name = bucket(cloud)
    plain = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
    _lay(cloud, name, deny("s3:PutObject", resource=_everything(name), Principal="*", Condition=plain))
    s3 = acting(cloud, "s3", allow("s3:*"))
    assert refusal(s3.put_object, Bucket=name, Key="a", Body=b"").endswith(
        "with an explicit deny in a resource-based policy"
    )
    assert refusal(s3.put_object, Bucket=name, Key="a", Body=b"", ServerSideEncryption="aws:kms") == ""


def test_a_bucket_that_insists_on_tls_can_be_written_to(cloud: CloudProcess) -> None:
    """The sandbox's loopback stands for it."""
    name = bucket(cloud)
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    _lay(cloud, name, deny("s3:*", resource=_everything(name), Principal="*", Condition=plain))
    s3 = acting(cloud, "s3", allow("s3:*"))
    assert refusal(s3.put_object, Bucket=name, Key="a", Body=b"") == ""


def test_nobody_signed_for_it(cloud: CloudProcess) -> None:
    """Then a bucket's policy alone can let a request in."""
    name = bucket(cloud)
    cloud.client("s3").put_object(Bucket=name, Key="open", Body=b"read")
    anybody = cloud.anonymous("s3")
    assert refusal(anybody.get_object, Bucket=name, Key="open").startswith("AccessDenied: ")
    _lay(cloud, name, allow("s3:GetObject", resource=_everything(name), Principal="*"))
    assert refusal(anybody.get_object, Bucket=name, Key="open") == ""


def _key(cloud: CloudProcess, *statements: dict[str, Any]) -> str:
    policy = document(allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Sid="Root"), *statements)
    return cloud.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]


def test_a_keys_policy_is_needed_always(cloud: CloudProcess) -> None:
    """A role that may do everything may do nothing with a key whose policy does not know its account."""
    key, arn = _key(cloud), role(cloud, allow("kms:*"))
    kms = cloud.client("kms", cloud.assume(arn))
    assert refusal(kms.describe_key, KeyId=key) == ""
    only = document(allow("kms:PutKeyPolicy", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))
    cloud.client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=only)
    assert refusal(kms.describe_key, KeyId=key).endswith(
        "because no resource-based policy allows the kms:DescribeKey action"
    )


@pytest.mark.parametrize(("key_allows", "role_allows"), [(False, True), (True, False), (True, True)])
def test_a_key_opens_to_another_account_by_both_sides(
    cloud: CloudProcess, *, key_allows: bool, role_allows: bool
) -> None:
    """By the ARN of its alias, and by what it has sealed, whose key nobody names."""
    arn = role(cloud, *([allow("kms:Encrypt", "kms:Decrypt")] if role_allows else []), account=_OTHER)
    visitor = {"ArnLike": {"aws:PrincipalArn": arn}}
    theirs = allow("kms:Encrypt", "kms:Decrypt", Principal={"AWS": f"arn:aws:iam::{_OTHER}:root"}, Condition=visitor)
    key, name = _key(cloud, *([theirs] if key_allows else [])), unique("states")
    own = cloud.client("kms")
    own.create_alias(AliasName=f"alias/{name}", TargetKeyId=key)
    alias = key.replace(f"key/{key.rpartition('/')[2]}", f"alias/{name}")
    session = cloud.client("sts", account=_OTHER).assume_role(RoleArn=arn, RoleSessionName="visitor")["Credentials"]
    kms = cloud.client("kms", session)
    sealed = own.encrypt(KeyId=key, Plaintext=b"hush")["CiphertextBlob"]
    if not (key_allows and role_allows):
        assert "AccessDenied" in refusal(kms.encrypt, KeyId=alias, Plaintext=b"hush")
        assert "AccessDenied" in refusal(kms.decrypt, CiphertextBlob=sealed)
        return
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"hush"
    assert (
        own.decrypt(CiphertextBlob=kms.encrypt(KeyId=alias, Plaintext=b"a word")["CiphertextBlob"])["Plaintext"]
        == b"a word"
    )


def test_the_policy_of_another_accounts_key_is_not_read(cloud: CloudProcess) -> None:
    """Of the operations on a key AWS does some for another account, and this is none of them."""
    arn = role(cloud, allow("kms:*"), account=_OTHER)
    key = _key(cloud, allow("kms:*", Principal={"AWS": f"arn:aws:iam::{_OTHER}:root"}))
    session = cloud.client("sts", account=_OTHER).assume_role(RoleArn=arn, RoleSessionName="visitor")["Credentials"]
    kms = cloud.client("kms", session)
    assert refusal(kms.describe_key, KeyId=key) == ""
    assert "NotFoundException" in refusal(kms.get_key_policy, KeyId=key, PolicyName="default")


def test_a_keys_policy_can_be_enough(cloud: CloudProcess) -> None:
    """Where it names the role itself; naming the account leaves the decision to the role's own policies."""
    arn = role(cloud)
    key = _key(cloud, allow("kms:GetKeyPolicy", Principal={"AWS": arn}))
    kms = cloud.client("kms", cloud.assume(arn))
    assert refusal(kms.get_key_policy, KeyId=key, PolicyName="default") == ""
    assert refusal(kms.describe_key, KeyId=key).endswith(
        "because no identity-based policy allows the kms:DescribeKey action"
    )


def test_the_aliases_of_a_key_are_known(cloud: CloudProcess) -> None:
    """Which a condition can ask for, whichever name the call uses."""
    key, alias = _key(cloud), f"alias/{unique('evidence')}"
    cloud.client("kms").create_alias(AliasName=alias, TargetKeyId=key)
    theirs = {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/evidence*"}}
    kms = acting(cloud, "kms", allow("kms:*"), deny("kms:DescribeKey", Condition=theirs))
    assert "with an explicit deny" in refusal(kms.describe_key, KeyId=key)
    assert "with an explicit deny" in refusal(kms.describe_key, KeyId=alias)
    assert refusal(kms.describe_key, KeyId=_key(cloud)) == ""


def test_a_topics_policy_is_asked(cloud: CloudProcess) -> None:
    """To deny as well as to allow."""
    topic = cloud.client("sns").create_topic(Name=unique("topic"))["TopicArn"]
    sns = acting(cloud, "sns", allow("sns:*"))
    assert refusal(sns.publish, TopicArn=topic, Message="hello") == ""
    closed = deny("sns:Publish", resource=topic, Principal="*")
    cloud.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document(closed))
    assert "with an explicit deny in a resource-based policy" in refusal(sns.publish, TopicArn=topic, Message="hello")


def test_a_secrets_policy_is_asked(cloud: CloudProcess) -> None:
    """A role that it names reads the secret."""
    arn = role(cloud)
    made = cloud.client("secretsmanager").create_secret(Name=unique("secret"), SecretString="hush")
    secrets = cloud.client("secretsmanager", cloud.assume(arn))
    assert made["ARN"] in refusal(secrets.get_secret_value, SecretId=made["Name"])
    policy = json.loads(document(allow("secretsmanager:GetSecretValue", Principal={"AWS": arn})))
    cloud.client("secretsmanager").put_resource_policy(SecretId=made["ARN"], ResourcePolicy=json.dumps(policy))
    assert secrets.get_secret_value(SecretId=made["Name"])["SecretString"] == "hush"
