"""Requests to the API server: its errors, its warnings, and its absence."""

import sys

import pytest

from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import ApiError, KubernetesError, UnreachableError
from portarium_sandbox.kubernetes.kubeconfig import Cluster, Login
from tests.kubernetes.api_server import Answers, serving

FINE: tuple[int, dict[str, str], dict[str, str]] = (200, {"kind": "Pod"}, {})
REFUSED = {"message": 'pods "a" is forbidden', "reason": "Forbidden", "details": {"kind": "pods"}}


def test_errors_are_the_api_servers_own():
    """Message, reason and details of a refusal are kept."""
    with (
        serving(Answers((403, REFUSED, {}))) as address,
        pytest.raises(ApiError, match='pods "a" is forbidden') as caught,
    ):
        KubernetesClient(Cluster(server=address)).get("/api/v1/pods")
    assert (caught.value.code, caught.value.reason, caught.value.is_missing_namespace) == (403, "Forbidden", False)


def test_long_values_are_cut_from_errors():
    """A quoted pod template would hide the reason behind it."""
    message = 'Job "a" is invalid: spec.template: Invalid value: {"Spec":{"A":"%s"}}: field is immutable' % ("x" * 500)
    with serving(Answers((422, {"message": message}, {}))) as address, pytest.raises(ApiError) as caught:
        KubernetesClient(Cluster(server=address)).get("/")
    assert str(caught.value) == 'Job "a" is invalid: spec.template: Invalid value: {...}: field is immutable'


def test_missing_namespace_is_recognised():
    """A refusal for want of the namespace is told from other things that are not found."""
    status = {"message": "x", "reason": "NotFound", "details": {"kind": "namespaces", "name": "shop"}}
    with serving(Answers((404, status, {}))) as address, pytest.raises(ApiError) as caught:
        KubernetesClient(Cluster(server=address)).get("/")
    assert caught.value.is_missing_namespace


def test_busy_server_is_asked_again():
    """A server that has too much to do gets the same request again."""
    answers = Answers((429, {}, {"Retry-After": "0"}), (429, {}, {"Retry-After": "0"}), FINE)
    with serving(answers) as address:
        assert KubernetesClient(Cluster(server=address)).get("/api") == {"kind": "Pod"}
    assert len(answers.requests) == 3


def test_refused_token_is_renewed_once():
    """When a token ended early, a new one is had and the request repeated, once."""
    print_token = "import json, time; print(json.dumps({'status': {'token': str(time.time_ns())}}))"
    login = Login(exec={"command": sys.executable, "args": ["-c", print_token]})
    answers = Answers((401, {"message": "Unauthorized"}, {}), FINE)
    with serving(answers) as address:
        KubernetesClient(Cluster(server=address, login=login)).get("/api")
    tokens = [authorization for _, _, authorization in answers.requests]
    assert len(set(tokens)) == 2
    refusing = Answers((401, {"message": "Unauthorized"}, {}))
    with serving(refusing) as address, pytest.raises(ApiError, match="Unauthorized"):
        KubernetesClient(Cluster(server=address, login=login)).get("/api")
    assert len(refusing.requests) == 2


def test_warnings_reach_the_user():
    """What the API server warns of, as of deprecated versions, is passed on."""
    shown: list[str] = []
    header = {"Warning": '299 - "batch/v1beta1 CronJob is deprecated", 299 - "unknown field \\"spec.x\\""'}
    with serving(Answers((200, {}, header))) as address:
        KubernetesClient(Cluster(server=address)).apply("/x", {}, warn=shown.append, dryRun="All")
    assert shown == ["batch/v1beta1 CronJob is deprecated", 'unknown field "spec.x"']


def test_unreachable_is_told_from_gone():
    """No answer is not the answer that there is nothing."""
    with serving(Answers(FINE)) as address:
        pass
    with pytest.raises(UnreachableError, match=f"API server at {address} is unreachable: Connection refused"):
        KubernetesClient(Cluster(server=address)).get("/api")


def test_readiness_is_an_answer():
    """A server that is away, or that says no, is not ready."""
    with serving(Answers(FINE)) as address:
        assert KubernetesClient(Cluster(server=address)).is_ready()
    assert not KubernetesClient(Cluster(server=address), connection_retries=0).is_ready()
    with serving(Answers((500, {}, {}))) as address:
        assert not KubernetesClient(Cluster(server=address)).is_ready()


def test_what_is_gone_already_is_removed():
    """That nothing is left to delete is as wanted; any other refusal is one."""
    answers = Answers((404, {"message": "gone"}, {}), (403, REFUSED, {}))
    with serving(answers) as address:
        client = KubernetesClient(Cluster(server=address))
        client.remove("/api/v1/nodes/a")
        with pytest.raises(ApiError, match="forbidden"):
            client.remove("/api/v1/nodes/a")
    assert [request[:2] for request in answers.requests] == [("DELETE", "/api/v1/nodes/a")] * 2


def test_answer_that_is_no_json():
    """A proxy's error page is an error with its text, not a crash."""
    with serving(Answers((502, {}, {}))) as address, pytest.raises(ApiError, match="HTTP status 502"):
        KubernetesClient(Cluster(server=address)).get("/api")


def test_unreadable_certificate():
    """A certificate that is none is the kubeconfig's fault, and said so."""
    with pytest.raises(KubernetesError, match="kubeconfig: a certificate of https://x can't be read"):
        KubernetesClient(Cluster(server="https://x", certificate_authority=b"no certificate"))
