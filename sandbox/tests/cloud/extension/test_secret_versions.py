"""Versions of a secret as Secrets Manager keeps them, asked with plain boto3."""

import time

import pytest

from tests.cloud.cloud_process import ClientError, CloudProcess


def test_a_version_of_a_secret_keeps_its_day(cloud: CloudProcess) -> None:
    """moto would call each as old as the question; and a version that no stage leads to is not listed."""
    secrets = cloud.client("secretsmanager")
    secrets.create_secret(Name="aging", SecretString="one")
    for value in ("two", "three"):
        secrets.put_secret_value(SecretId="aging", SecretString=value)
    first = secrets.list_secret_version_ids(SecretId="aging")["Versions"]
    time.sleep(1.1)
    again = secrets.list_secret_version_ids(SecretId="aging")["Versions"]
    assert [one["CreatedDate"] for one in again] == [one["CreatedDate"] for one in first]
    assert sorted(version["VersionStages"] for version in first) == [["AWSCURRENT"], ["AWSPREVIOUS"]]


def test_a_version_is_written_once(cloud: CloudProcess) -> None:
    """Another value under its identifier is refused, by which two that rotate at a time are told apart."""
    secrets, token = cloud.client("secretsmanager"), "a" * 32
    secrets.create_secret(Name="twice", SecretString="one")
    secrets.put_secret_value(SecretId="twice", SecretString="two", ClientRequestToken=token)
    with pytest.raises(ClientError, match="ResourceExistsException"):
        secrets.put_secret_value(SecretId="twice", SecretString="three", ClientRequestToken=token)
