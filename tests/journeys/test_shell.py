"""A person's shell after `eval "$(portarium sandbox env)"`: the usual tools work as they come."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portarium_sandbox.identity import ROLE
from portarium_sandbox.session import PulumiResult, Session

PORTARIUM = Path(sys.executable).parent / "portarium"


def in_a_shell(session: Session, command: str) -> subprocess.CompletedProcess[str]:
    """Run one line in a new shell of somebody who did what `portarium sandbox up` told him."""
    line = f'eval "$({PORTARIUM} sandbox env --folder {session.folder.root})" && cd {{}} && {command}'
    return subprocess.run(
        ["bash", "-c", line.format(session.project.folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_aws_knows_who_i_am(sandbox: Session) -> None:
    """`aws sts get-caller-identity` is the sandbox's administrator."""
    answer = in_a_shell(sandbox, "aws sts get-caller-identity")
    assert answer.returncode == 0, answer.stderr
    assert f"assumed-role/{ROLE}/" in json.loads(answer.stdout)["Arn"]


def test_aws_reads_and_writes_what_an_operator_does(sandbox: Session, dev: PulumiResult, tmp_path: Path) -> None:
    """The buckets are listed, and a value that somebody has got elsewhere is in the secret that waits for it."""
    file = tmp_path / "token"
    file.write_text("from-elsewhere", encoding="utf-8")
    secret = "portarium/dev/openfga/api-token"
    put = "aws secretsmanager put-secret-value"
    answer = in_a_shell(sandbox, f"aws s3 ls && {put} --secret-id {secret} --secret-string file://{file}")
    assert answer.returncode == 0, answer.stderr
    assert "portarium-dev-evidence-" in answer.stdout
    written = sandbox.boto3("secretsmanager", "dev").get_secret_value(SecretId=secret)
    assert written["SecretString"] == "from-elsewhere"


def test_nobody_but_aws_knows_keycloaks_first_password(sandbox: Session, dev: PulumiResult) -> None:
    """The job of the logins has made it up, and whoever may read the secret is told it."""
    read = "aws secretsmanager get-secret-value --query SecretString --output text --secret-id"
    answer = in_a_shell(sandbox, f"{read} portarium/dev/identity/administrator")
    assert answer.returncode == 0, answer.stderr
    assert len(answer.stdout.strip()) >= 20


def test_kubectl_sees_the_pods(sandbox: Session, dev: PulumiResult) -> None:
    """`kubectl get pods -A`, by the kubeconfig's context for dev, lists the workloads."""
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not on PATH; the project does not need it")
    answer = in_a_shell(sandbox, "kubectl --context portarium-dev get pods -A")
    assert answer.returncode == 0, answer.stderr
    running = {line.split()[0] for line in answer.stdout.splitlines() if " Running " in line}
    assert {"apps-dev", "execution-dev", "egress-dev"} <= running


def test_pulumi_sees_the_stacks(sandbox: Session, dev: PulumiResult) -> None:
    """`pulumi stack ls` lists the project's environments, and `stack output` their outputs."""
    listed = in_a_shell(sandbox, "pulumi stack ls --json")
    assert listed.returncode == 0, listed.stderr
    assert {"dev", "staging", "prod"} <= {stack["name"] for stack in json.loads(listed.stdout)}
    shown = in_a_shell(sandbox, "pulumi stack output clusterName -s dev")
    assert shown.stdout.strip() == "portarium-dev", shown.stderr


def test_kubectl_works_with_the_stacks_own_kubeconfig(sandbox: Session, dev: PulumiResult, tmp_path: Path) -> None:
    """The kubeconfig that the stack exports opens the cluster too, signed in by `aws eks get-token`."""
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not on PATH; the project does not need it")
    file = tmp_path / "kubeconfig"
    answer = in_a_shell(
        sandbox, f"pulumi stack output kubeconfig -s dev > {file} && kubectl --kubeconfig {file} auth whoami -o json"
    )
    assert answer.returncode == 0, answer.stderr
    assert ROLE in json.loads(answer.stdout)["status"]["userInfo"]["username"]
