"""A journey through pods that run: what they are given, how they end, what they reach, and as whom."""

import base64
import json
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest

from portarium_sandbox.patience import eventually
from tests.cloud.cloud_process import ACCOUNT
from tests.databases.database import MASTER, Database
from tests.journeys.pods.conftest import CLUSTER, CORE, IMAGE, Work, parsed

NETWORKING = "/apis/networking.k8s.io/v1/namespaces/work/networkpolicies"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {"StringEquals": {"aws:RequestTag/kubernetes-namespace": "work"}},
        }
    ],
}


def test_a_pod_is_given_what_it_asks_for(work: Work) -> None:
    """Variables, fields, files, user, name and what may be written to are the pod's, by the API server's rules."""
    work.api.create(f"{CORE}/configmaps", {"metadata": {"name": "settings"}, "data": {"COLOUR": "blue", "a.txt": "A"}})
    work.api.create(f"{CORE}/secrets", {"metadata": {"name": "login"}, "stringData": {"password": "s3cret"}})
    container = {
        "env": [
            {"name": "NAME", "value": "$(COLOUR)-$(MISSING)-$$(COLOUR)"},
            {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "login", "key": "password"}}},
            {"name": "ADDRESS", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
            {"name": "MEMORY", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}},
        ],
        "envFrom": [{"configMapRef": {"name": "settings"}}],
        "resources": {"limits": {"memory": "64Mi"}},
        "securityContext": {"runAsUser": 65532, "readOnlyRootFilesystem": True},
        "volumeMounts": [
            {"name": "settings", "mountPath": "/etc/application/settings"},
            {"name": "login", "mountPath": "/var/run/login"},
            {"name": "scratch", "mountPath": "/scratch"},
        ],
    }
    volumes: list[Any] = [
        {"name": "settings", "configMap": {"name": "settings"}},
        {"name": "login", "projected": {"sources": [{"secret": {"name": "login"}}]}},
        {"name": "scratch", "emptyDir": {}},
    ]
    files = ("/etc/application/settings/a.txt", "/var/run/login/password", "/etc/resolv.conf")
    found = parsed(work.said("given", "show", *files, container=container, volumes=volumes))
    environment = found["environment"]
    assert environment["NAME"] == "blue-$(MISSING)-$(COLOUR)"
    assert (environment["PASSWORD"], environment["MEMORY"]) == ("s3cret", "64")
    assert environment["ADDRESS"] == work.status("given")["podIP"]
    assert list(found["files"].values())[:2] == ["A", "s3cret"]
    assert "search work.svc.cluster.local svc.cluster.local cluster.local" in found["files"]["/etc/resolv.conf"]
    assert (found["user"], found["process"], found["name"]) == (65532, 1, "given")
    assert found["writable"] == ["/scratch"]


def test_what_is_missing_is_waited_for(work: Work) -> None:
    """A key that a secret lacks is said in the kubelet's words, and the container starts once it is there."""
    work.api.create(f"{CORE}/secrets", {"metadata": {"name": "late"}})
    variable = {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "late", "key": "key"}}}
    work.pod("waits", "show", container={"env": [variable]}, restartPolicy="Never")
    waiting = eventually(lambda: work.state("waits").get("waiting", {}), lambda state: "message" in state)
    assert waiting == {
        "reason": "CreateContainerConfigError",
        "message": "couldn't find key key in Secret work/late",
    }
    work.api.merge(f"{CORE}/secrets/late", {"data": {"key": base64.b64encode(b"here").decode()}})
    work.ended("waits")
    assert parsed(work.log("waits"))["environment"]["KEY"] == "here"


def test_a_job_ends_as_its_process_does(work: Work) -> None:
    """An exit code of nought completes a Job; another fails it, and stays to be read."""
    jobs = "/apis/batch/v1/namespaces/work/jobs"
    for name, code in (("good", "0"), ("bad", "3")):
        container = {"name": "main", "image": IMAGE, "args": ["leave", code]}
        template = {"spec": {"containers": [container], "restartPolicy": "Never"}}
        work.api.create(jobs, {"metadata": {"name": name}, "spec": {"backoffLimit": 0, "template": template}})

    def ended(name: str) -> list[str]:
        conditions = work.api.get(f"{jobs}/{name}")["status"].get("conditions", [])
        return [each["type"] for each in conditions if each["status"] == "True"]

    assert "Complete" in eventually(lambda: ended("good"), lambda kinds: "Complete" in kinds or "Failed" in kinds)
    assert "Failed" in eventually(lambda: ended("bad"), lambda kinds: "Complete" in kinds or "Failed" in kinds)
    pod = work.api.get(f"{CORE}/pods", labelSelector="batch.kubernetes.io/job-name=bad")["items"][0]["status"]
    state = pod["containerStatuses"][0]["state"]["terminated"]
    assert (pod["phase"], state["exitCode"], state["reason"], state["message"]) == ("Failed", 3, "Error", "left with 3")


def test_a_container_that_fails_is_started_again(work: Work) -> None:
    """It comes back at once, then after a pause that has the name of its reason; its last output can be read."""
    work.pod("fails", "leave", "2")
    state = eventually(lambda: work.state("fails").get("waiting", {}), lambda waiting: "CrashLoop" in str(waiting))
    assert state["reason"] == "CrashLoopBackOff"
    status = work.status("fails")["containerStatuses"][0]
    assert status["restartCount"] >= 1
    assert status["lastState"]["terminated"]["exitCode"] == 2


def test_init_containers_come_first(work: Work) -> None:
    """The main container waits for them, and never starts where one fails for good."""
    first = [{"name": "first", "image": IMAGE, "args": ["leave", "5"]}]
    work.pod("blocked", "serve", "8080", initContainers=first, restartPolicy="Never")
    status = eventually(lambda: work.status("blocked"), lambda status: status["phase"] == "Failed")
    assert status["initContainerStatuses"][0]["state"]["terminated"]["exitCode"] == 5
    assert "waiting" in status["containerStatuses"][0]["state"]


def test_probes_decide(work: Work) -> None:
    """A pod is ready when its probe says so, and a container that its probe finds dead is started again."""
    ready = {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 1}
    dead = {"exec": {"command": ["test", "!", "-e", "/dev/null"]}, "periodSeconds": 1, "failureThreshold": 1}
    ports = [{"name": "http", "containerPort": 8080}]
    work.pod("ready", "serve", "8080", container={"ports": ports, "readinessProbe": ready})
    work.pod("dead", "serve", "8080", container={"livenessProbe": dead})
    eventually(lambda: work.is_ready("ready"))
    status = eventually(
        lambda: work.status("dead")["containerStatuses"][0],
        lambda status: status["restartCount"] and status["lastState"],
    )
    assert status["lastState"]["terminated"]["exitCode"] == 0
    assert work.log("dead", previous="true") == "stopping\n"


def test_a_pod_is_asked_to_end_and_made_to(work: Work) -> None:
    """What hears SIGTERM ends at once; what doesn't is killed when its time is over, and not before."""
    work.pod("hears", "serve", "8080")
    work.pod("deaf", "deaf", terminationGracePeriodSeconds=3)
    eventually(lambda: "running" in work.state("hears") and "here" in work.log("deaf"))
    started = time.monotonic()
    for name in ("hears", "deaf"):
        work.api.delete(f"{CORE}/pods/{name}")
    eventually(lambda: work.is_gone("hears"))
    eventually(lambda: work.is_gone("deaf"))
    assert time.monotonic() - started >= 3


def test_only_what_is_permitted_connects(work: Work) -> None:
    """Services are reached by name over their ready pods; a policy leaves the way to one pod and to no other."""
    work.pod("server", "serve", "8080", container={"readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1}})
    ports = [{"port": 8080, "targetPort": 8080}]
    work.api.create(
        f"{CORE}/services", {"metadata": {"name": "server"}, "spec": {"selector": {"app": "server"}, "ports": ports}}
    )
    eventually(lambda: work.is_ready("server"))
    address = work.status("server")["podIP"]
    targets = ("server.work.svc.cluster.local:8080", "server:8080", f"{address}:8080", "example.com:443", "server:81")
    assert work.said("open", "call", *targets).splitlines() == [
        "server.work.svc.cluster.local:8080: server",
        "server:8080: server",
        f"{address}:8080: server",
        "example.com:443: no such name",
        "server:81: Network is unreachable",
    ]
    friends = [{"podSelector": {"matchLabels": {"app": "friend"}}}]
    spec: Any = {
        "podSelector": {"matchLabels": {"app": "server"}},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": friends, "ports": [{"port": 8080}]}],
    }
    work.api.create(NETWORKING, {"metadata": {"name": "friends"}, "spec": spec})
    assert work.said("friend", "call", "server:8080", f"{address}:8080").splitlines() == [
        "server:8080: server",
        f"{address}:8080: server",
    ]
    assert work.said("stranger", "call", "server:8080", f"{address}:8080").splitlines() == [
        "server:8080: silence",
        f"{address}:8080: silence",
    ]


def test_a_pod_acts_as_its_role(work: Work) -> None:
    """With an association, a pod's AWS credentials are those of its service account's role."""
    iam, eks = work.cloud.client("iam"), work.cloud.client("eks")
    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    work.api.create(f"{CORE}/serviceaccounts", {"metadata": {"name": "worker"}})
    eks.create_pod_identity_association(clusterName=CLUSTER, namespace="work", serviceAccount="worker", roleArn=role)
    started = f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/eks-{CLUSTER}-acts-"
    attempts = count()

    def said() -> str:
        return work.said(f"acts-{next(attempts)}", "who", serviceAccountName="worker")

    # As on EKS, an association takes effect a moment after it is made, and for pods that start from then on.
    arn = eventually(said, lambda said: said.startswith("arn:"))
    assert arn.startswith(started)


def test_a_database_is_reached_by_its_name(work: Work) -> None:
    """The endpoint of an instance leads to its PostgreSQL, for a pod that a policy lets out to its address and port."""
    database = Database.create(work.cloud, "orders")
    endpoint = database.endpoint()
    variables = {
        "HOST": endpoint["host"],
        "PORT": str(endpoint["port"]),
        "USER": MASTER,
        "PASSWORD": database.password(),
    }
    container = {"env": [{"name": name, "value": value} for name, value in variables.items()]}
    ways: Any = [
        {"to": [{"ipBlock": {"cidr": f"{endpoint['address']}/32"}}], "ports": [{"port": endpoint["port"]}]},
        {"to": [{"namespaceSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}]},
    ]
    spec: Any = {"podSelector": {"matchLabels": {"app": "asks"}}, "policyTypes": ["Egress"], "egress": ways}
    work.api.create(NETWORKING, {"metadata": {"name": "database"}, "spec": spec})
    assert work.said("asks", "query", container=container) == f"{MASTER}\n"
    work.api.merge(f"{NETWORKING}/database", {"spec": {"egress": ways[1:]}})
    work.api.delete(f"{CORE}/pods/asks")
    eventually(lambda: work.is_gone("asks"))
    assert "timeout" in work.said("asks", "query", container=container)


def test_what_the_runner_does_not_know_is_refused(work: Work) -> None:
    """The pod says which field, and nothing of it runs."""
    work.pod("refused", "serve", "8080", hostNetwork=True)
    waiting = eventually(lambda: work.state("refused").get("waiting"))
    assert waiting["reason"] == "SandboxRefuses"
    assert "spec.hostNetwork" in waiting["message"]


def test_an_image_that_is_not_mapped_is_played(work: Work) -> None:
    """Its pods get ready beside those that run, and have no logs."""
    work.pod("played", container={"image": "registry.example.com/team/other:1"})
    eventually(lambda: work.is_ready("played"))
    answer = work.api.send("GET", f"{CORE}/pods/played/log")
    assert answer.status == 404
    assert b"played" in answer.data


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["application:1", "--", "true"], "by its name alone"),
        (["other"], "no command"),
        (["other", "--", "no-such-command-anywhere"], "no such command"),
        (["other", "--forget"], "not mapped"),
    ],
)
def test_mistakes_are_one_line(work: Work, arguments: list[str], said: str) -> None:
    """Each says what is wrong and changes nothing."""
    before = Path(work.cloud.folder, "images.json").read_text()
    answer = work.portarium("run", *arguments)
    assert (answer.returncode, said in answer.stderr, len(answer.stderr.splitlines())) == (1, True, 1), answer.stderr
    assert Path(work.cloud.folder, "images.json").read_text() == before


def test_pods_come_back_with_the_cloud(work: Work) -> None:
    """No process outlives the sandbox, however that ended; its pods are started again with it, and count it."""
    work.pod("lasting", "serve", "8080")
    eventually(lambda: "running" in work.state("lasting"))
    process = Path("/proc", work.status("lasting")["containerStatuses"][0]["containerID"].removeprefix("process://"))
    assert process.exists()
    work.cloud.kill()
    eventually(lambda: not process.exists())
    work.cloud.start()
    eventually(work.api.is_ready)
    status = eventually(
        lambda: work.status("lasting")["containerStatuses"][0],
        lambda status: status["restartCount"] == 1 and "running" in status["state"],
    )
    assert status["lastState"]["terminated"]["reason"] == "ContainerStatusUnknown"


def test_a_command_in_tmp_is_behind_a_pods_own_tmp(work: Work, tmp_path: Path) -> None:
    """The checkout is found, the rest of /tmp is the pod's own, and the sandbox's folder stays hidden."""
    sandbox, temporary = work.cloud.folder, Path("/tmp")
    script = tmp_path / "main.py"
    script.write_text(
        "import json, os\n"
        "open('/tmp/written', 'w').close()\n"
        f"print(json.dumps([sorted(os.listdir('/tmp')), os.listdir({str(sandbox)!r}), os.access('.', os.W_OK)]))\n"
    )
    answer = work.portarium("run", "elsewhere", "--directory", str(tmp_path), "--", sys.executable, script.name)
    assert answer.returncode == 0, answer.stderr
    container = {
        "image": "registry.example.com/team/elsewhere:1.0",
        "securityContext": {"readOnlyRootFilesystem": True},
        "volumeMounts": [{"name": "scratch", "mountPath": "/tmp"}],
    }
    with NamedTemporaryFile(dir=temporary) as stranger:
        said = work.said("tmp", container=container, volumes=[{"name": "scratch", "emptyDir": {}}])
        below, hidden, may_write = json.loads(said)
        assert Path(stranger.name).name not in below
    named = {path.parts[2] for path in (tmp_path, Path(sys.prefix)) if temporary in path.parents}
    assert {"written", *named} <= set(below)
    assert (hidden, may_write) == ([], False)
