"""Temporal in whole stacks: it comes after its logins, with what they are, and only where the platform is."""

import json
import re

import pytest

from components.platform.temporal import certificate_names
from domain.component_names import BOOTSTRAP
from domain.temporal_size import history_shards
from portarium_sandbox.iam.decision import allows
from stacks.temporal import RUNS
from tests.settings.configuration import resolved
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, recorded

_APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application"
_EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_it_comes_after_the_job_that_makes_its_logins(stack: str) -> None:
    """And after the services of the waves before it."""
    recording = recorded(stack).recording
    application = recording.one(_APPLICATION, "temporal-application")
    assert recording.one("kubernetes:batch/v1:Job", f"{BOOTSTRAP}-job").urn in application.depends_on
    assert recording.one(_APPLICATION, "cert-manager-application").urn in application.depends_on


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_its_secret_has_each_variable_that_its_configuration_reads(stack: str) -> None:
    """A name that the secret lacks would be an empty user."""
    recording = recorded(stack).recording
    [request] = [
        each.inputs
        for each in recording.all(_EXTERNAL_SECRET)
        if each.inputs["metadata"]["name"] == "temporal-variables"
    ]
    given = {each["secretKey"]: each["remoteRef"] for each in request["spec"]["data"]}
    assert set(given) == {
        "DATABASE_HOST",
        "DEFAULT_STORE_USER",
        "DEFAULT_STORE_PASSWORD",
        "VISIBILITY_STORE_USER",
        "VISIBILITY_STORE_PASSWORD",
    }
    path = f"portarium/{stack}/database/temporal"
    assert given["DEFAULT_STORE_USER"] == {"key": path, "property": "username"}
    assert given["VISIBILITY_STORE_PASSWORD"] == {"key": f"{path}-visibility", "property": "password"}


def test_a_review_environment_uses_its_hosts() -> None:
    """Neither an application nor a database of its own."""
    assert recorded(REVIEW).recording.all(_APPLICATION) == []


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_it_is_as_big_as_the_tier_demands(stack: str) -> None:
    """Its shards are for life, and so are no setting."""
    settings = resolved(stack)
    assert settings.foundation is not None
    server = RUNS.values(settings, settings.foundation)["server"]
    assert server["config"]["persistence"]["numHistoryShards"] == history_shards(settings.environment.tier)
    assert server["replicaCount"] == settings.foundation.platform.temporal.pods
    assert server["config"]["namespaces"]["namespace"][0]["name"] == f"portarium-{stack}"


def test_certificates_are_made_where_they_are_asked_for() -> None:
    """By the setting alone."""
    settings = resolved("dev", {"platform.temporal": {"mutualTls": True}})
    assert settings.foundation is not None
    tls = RUNS.values(settings, settings.foundation)["server"]["tls"]
    assert {section["secretName"] for section in tls.values()} == set(certificate_names())


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_its_pods_write_runs_that_are_over_and_delete_none(stack: str) -> None:
    """As the account that all of them share, in a bucket of the environment's own."""
    recording = recorded(stack).recording
    policy = [json.loads(recording.one("aws:iam/rolePolicy:RolePolicy", "role-temporal-policy").inputs["policy"])]
    bucket = "arn:aws:s3:::temporal-archive-bucket"
    may = {
        action
        for action, target in (
            ("s3:PutObject", f"{bucket}/namespace/history/run"),
            ("s3:GetObject", f"{bucket}/namespace/history/run"),
            ("s3:ListBucket", bucket),
            ("s3:DeleteObject", f"{bucket}/namespace/history/run"),
            ("s3:PutObject", "arn:aws:s3:::vault-snapshots-bucket/a"),
        )
        if allows(policy, action, target)
    }
    assert may == {"s3:PutObject", "s3:GetObject", "s3:ListBucket"}
    association = recording.one("aws:eks/podIdentityAssociation:PodIdentityAssociation", "role-temporal-association")
    account = recording.one("kubernetes:core/v1:ServiceAccount", "temporal-account").inputs["metadata"]
    assert (association.inputs["namespace"], association.inputs["serviceAccount"]) == ("system", account["name"])
    application = recording.one(_APPLICATION, "temporal-application")
    assert association.urn in application.depends_on


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_its_configuration_finds_the_archive_by_variables(stack: str) -> None:
    """A name that the config map lacks would be a bucket without one."""
    recording = recorded(stack).recording
    [given] = [
        each.inputs["data"]
        for each in recording.all("kubernetes:core/v1:ConfigMap")
        if each.inputs["metadata"].get("name") == "temporal-archive"
    ]
    settings = resolved(stack)
    assert settings.foundation is not None
    text = json.dumps(RUNS.values(settings, settings.foundation)["server"])
    asked = {name for name in re.findall(r'env \\"([A-Z_]+)\\"', text) if name.startswith("TEMPORAL_")}
    assert asked == set(given)
    assert all(given.values())


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_archive_keeps_a_run_for_longer_than_the_database(stack: str) -> None:
    """What the settings say in days is the bucket's own lifecycle."""
    settings = resolved(stack)
    assert settings.foundation is not None
    lifecycle = recorded(stack).recording.one(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "temporal-archive-lifecycle"
    )
    days = [rule["expiration"]["days"] for rule in lifecycle.inputs["rules"] if "days" in rule.get("expiration", {})]
    assert days
    assert min(days) > settings.foundation.platform.temporal.retention_days
