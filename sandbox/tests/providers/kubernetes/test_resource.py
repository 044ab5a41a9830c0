"""Objects whose name is taken by something that goes, from the engine's side."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from portarium_sandbox.providers.kubernetes.provider import KubernetesProvider
from tests.kubernetes.api_server import NOT_FOUND, Script, serving
from tests.providers.kubernetes.test_provider import kubeconfig
from tests.providers.provider_client import ProviderClient, connected

JOB = "kubernetes:batch/v1:Job"
PLACE = "/apis/batch/v1/namespaces/work/jobs/subject"
NAMED = {"name": "subject", "namespace": "work"}
INPUTS: dict[str, Any] = {"apiVersion": "batch/v1", "kind": "Job", "metadata": NAMED, "spec": {}}
FAILED = {"conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]}
COMPLETE = {"conditions": [{"type": "Complete", "status": "True"}]}


def job(uid: str, status: dict[str, Any], **metadata: str) -> dict[str, Any]:
    """A Job as the API server shows it."""
    return {**INPUTS, "metadata": {**NAMED, "uid": uid, **metadata}, "status": status}


@contextmanager
def provider_of(story: Mapping[str, Sequence[dict[str, Any]]]) -> Generator[ProviderClient]:
    """The double on a cluster that has Jobs."""
    kinds = {"resources": [{"kind": "Job", "name": "jobs", "namespaced": True}]}
    with (
        serving(Script({"GET /apis/batch/v1": [kinds], **story})) as address,
        connected(KubernetesProvider()) as client,
    ):
        client.configure(kubeconfig=kubeconfig(address))
        yield client


def test_a_failed_job_of_the_name_is_not_the_new_one():
    """A Job that goes while its successor is made is waited for, and its failure is not the successor's."""
    leaving = job("1", FAILED, deletionTimestamp="2026-01-01T10:00:00Z")
    story = {
        f"GET {PLACE}": [NOT_FOUND, leaving, leaving, NOT_FOUND, NOT_FOUND, job("2", COMPLETE)],
        f"PATCH {PLACE}": [leaving, job("2", {"active": 1})],
    }
    with provider_of(story) as client:
        identifier, outputs = client.create(JOB, INPUTS, timeout=20)
    assert (identifier, outputs["metadata"]["uid"], outputs["status"]) == ("work/subject", "2", COMPLETE)


def test_the_time_for_the_new_one_is_not_for_the_old_one():
    """An object with little time to get ready may follow one that takes its time to go."""
    leaving = job("1", FAILED, deletionTimestamp="2026-01-01T10:00:00Z")
    hurried = {**INPUTS, "metadata": {**NAMED, "annotations": {"pulumi.com/timeoutSeconds": "0"}}}
    story = {
        f"GET {PLACE}": [leaving, leaving, leaving, NOT_FOUND, NOT_FOUND],
        f"PATCH {PLACE}": [job("2", COMPLETE)],
    }
    with provider_of(story) as client:
        assert client.create(JOB, hurried)[1]["metadata"]["uid"] == "2"


def test_a_refresh_sees_what_goes_while_it_looks():
    """An object that is gone before it has settled is no longer there, and no error."""
    with provider_of({f"GET {PLACE}": [job("1", {"active": 1}), NOT_FOUND]}) as client:
        assert client.read(JOB, "work/subject", INPUTS, job("1", {}))[0] == ""
