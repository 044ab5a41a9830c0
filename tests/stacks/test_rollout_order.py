"""What rolls out after what: a release that can't run is stopped where it does no harm."""

import pytest

from tests.stacks.recorded import ENVIRONMENTS, STACKS, recorded

RESOLVER = "execution-resolver-deployment"
REQUEST = "kubernetes:external-secrets.io/v1:ExternalSecret"
DEPLOYMENT, JOB = "kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job"


@pytest.mark.parametrize("stack", STACKS)
def test_the_proxy_tries_a_release_before_the_database_is_migrated(stack: str) -> None:
    """The migration and every other deployment of the release wait for the proxy, which holds nothing."""
    recording = recorded(stack).recording
    proxy = recording.one(DEPLOYMENT, "egress-proxy-workload-deployment").urn
    others = [found for found in recording.all(DEPLOYMENT) if found.urn != proxy and found.name != RESOLVER]
    followers = [*recording.all(JOB), *others]
    # Bootstrap, migration, both planes, and the job of whoever owns a Vault.
    assert len(followers) == (5 if stack in ENVIRONMENTS else 4)
    assert [found.name for found in followers if proxy not in found.depends_on] == []


@pytest.mark.parametrize("stack", STACKS)
def test_the_whole_release_waits_for_the_schema(stack: str) -> None:
    """The execution plane waits too, without a database: where a migration fails, all that runs is of one SHA."""
    recording = recorded(stack).recording
    migration = recording.one(JOB, "migration-job").urn
    assert migration in recording.one(DEPLOYMENT, "control-plane-deployment").depends_on
    assert migration in recording.one(DEPLOYMENT, "execution-plane-deployment").depends_on


@pytest.mark.parametrize("stack", STACKS)
def test_logins_come_before_whoever_signs_in(stack: str) -> None:
    """The migration owns what it makes from the start, and no pod finds a password that is not there yet."""
    recording = recorded(stack).recording
    bootstrap = recording.one(JOB, "database-bootstrap-job").urn
    assert bootstrap in recording.one(JOB, "migration-job").depends_on
    assert bootstrap in recording.one(DEPLOYMENT, "control-plane-deployment").depends_on


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize(
    ("component", "reader"),
    [("control-plane", (DEPLOYMENT, "control-plane-deployment")), ("migration", (JOB, "migration-job"))],
)
def test_secrets_are_filled_between_who_writes_and_who_reads(
    stack: str, component: str, reader: tuple[str, str]
) -> None:
    """A request before the job would be waited for in vain, and a pod before its secret does not start."""
    recording = recorded(stack).recording
    request = recording.one(REQUEST, f"{component}-variables-request")
    assert recording.one(JOB, "database-bootstrap-job").urn in request.depends_on
    assert request.urn in recording.one(*reader).depends_on


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_stores_come_after_the_operator(stack: str) -> None:
    """The release brings their kind."""
    recording = recorded(stack).recording
    release = recording.one("kubernetes:helm.sh/v3:Release", "external-secrets-release").urn
    stores = recording.all("kubernetes:external-secrets.io/v1:SecretStore")
    assert {store.inputs["metadata"]["namespace"] for store in stores} == {f"apps-{stack}", f"data-{stack}", "system"}
    assert all(release in store.depends_on for store in stores)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_workers_start_when_their_names_are_answered(stack: str) -> None:
    """The execution plane alone waits for its resolver: nobody else asks it."""
    recording = recorded(stack).recording
    service = recording.one("kubernetes:core/v1:Service", "execution-resolver-service")
    assert recording.one(DEPLOYMENT, RESOLVER).urn in service.depends_on
    waiting = {found.name for found in recording.all(DEPLOYMENT) if service.urn in found.depends_on}
    assert waiting == {"execution-plane-deployment"}
