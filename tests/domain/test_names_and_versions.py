"""The value types that are a pattern and a few facts."""

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.allowed_host import AllowedHost
from domain.cidr import Cidr
from domain.database_class import DatabaseClass
from domain.fqdn import Fqdn
from domain.git_sha import GitSha
from domain.iam_role import IamRole
from domain.instance_type import InstanceType
from domain.kubernetes_version import SUPPORTED, KubernetesVersion
from domain.names import BucketName, DnsLabel, GitHubRepository
from domain.postgres_version import PostgresVersion
from domain.text import Text


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (Cidr, ["10.0.0.0/16", "0.0.0.0/0", "192.168.1.4/32"]),
        (Fqdn, ["portarium.example", "a.b.c-d.example"]),
        (AllowedHost, ["api.github.com", "*.github.com", "xn--bcher-kva.example"]),
        (GitSha, ["0" * 40, "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"]),
        (
            IamRole,
            [
                "portarium-administrator",
                "arn:aws:iam::123456789012:role/a/b/name",
                "arn:aws-cn:iam::123456789012:role/x",
            ],
        ),
        (
            InstanceType,
            ["t3.nano", "m7g.large", "c7gn.16xlarge", "m7i.metal-24xl", "p6-b200.48xlarge"],
        ),
        (DatabaseClass, ["db.t4g.medium", "db.r7g.2xlarge"]),
        (DnsLabel, ["a", "control-plane", "a" * 40]),
        (GitHubRepository, ["portarium/portarium", "Acme.Inc/a_b"]),
        (BucketName, ["abc", "portarium-state-123456789012-eu-central-1", "9" * 63]),
    ],
)
def test_valid_text_is_kept_as_it_is(kind: type[Text], good: list[str]) -> None:
    """A valid text equals itself and is of its own type from then on."""
    for text in good:
        value = TypeAdapter(kind).validate_python(text)

        assert value == text
        assert type(value) is kind


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (Cidr, ["10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "10.0.0.1/16", "::/0", "10.0.0.0/16\n", ""]),
        (Fqdn, ["localhost", "Portarium.example", "-a.example", "a..example", "a.example.", "a." * 130 + "example"]),
        (
            AllowedHost,
            ["*", "*.com", "a.*.com", "localhost", "10.0.0.1", "vault.internal", "a b.example", "exämple.com"],
        ),
        (GitSha, ["0" * 39, "0" * 41, "g" * 40, "A" * 40, "latest", "", "0" * 40 + "\n"]),
        (IamRole, ["", "a" * 65, "a b", "arn:aws:iam::12:role/x", "arn:aws:iam::123456789012:user/x"]),
        (
            InstanceType,
            ["large", "m7g", "m7g.huge", "M7g.large", "db.t4g.medium", "a1.large", "mac2.metal", "f1.2xlarge"],
        ),
        (DatabaseClass, ["t4g.medium", "db.t4g", "db.t4g.huge", "db.t4g.nano", "db.z1d.large", "db.serverless"]),
        (DnsLabel, ["", "A", "1a", "a-", "a_b", "a" * 41, "ü"]),
        (BucketName, ["", "ab", "A-bucket", "-bucket", "bucket-", "a" * 64]),
    ],
)
def test_invalid_text_is_refused_in_one_line(kind: type[Text], bad: list[str]) -> None:
    """Neither the constructor nor a model lets an invalid text exist."""
    for text in bad:
        with pytest.raises(ValueError, match=r"^[^\n]+$"):
            kind(text)
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("value", [None, 7, True, 1.5, [], {}])
def test_what_is_not_text_is_refused(value: object) -> None:
    """YAML's other types are never silently turned into text."""
    with pytest.raises(ValidationError):
        TypeAdapter(GitSha).validate_python(value)


def test_blocks_of_addresses_know_each_other() -> None:
    """Overlap and containment are those of the networks."""
    block = Cidr("10.16.0.0/16")

    assert block.contains(Cidr("10.16.240.0/20"))
    assert not Cidr("10.16.240.0/20").contains(block)
    assert block.overlaps(Cidr("10.0.0.0/8"))
    assert not block.overlaps(Cidr("10.17.0.0/16"))
    assert block.network.num_addresses == 65536


def test_every_supported_kubernetes_version_pins_its_own_kube_proxy() -> None:
    """kube-proxy has the minor of its cluster."""
    assert all(KubernetesVersion(text).addons.kube_proxy.startswith(f"v{text}.") for text in SUPPORTED)


def test_role_has_an_arn_in_the_account_of_its_environment() -> None:
    """A bare name belongs to the environment's account, an ARN to whatever it says."""
    elsewhere = "arn:aws:iam::999999999999:role/team/deploy"

    assert IamRole("deploy").arn(account_id="123456789012") == "arn:aws:iam::123456789012:role/deploy"
    assert IamRole(elsewhere).arn(account_id="123456789012") == elsewhere
    assert IamRole(elsewhere).name == "deploy"


def test_postgres_version_names_its_parameter_family() -> None:
    """The parameter group follows the major version."""
    assert PostgresVersion("16").family == "postgres16"
