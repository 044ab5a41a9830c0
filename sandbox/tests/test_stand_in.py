"""What `portarium` is told of a sandbox: which shells are on it, and that only one that is up stands in."""

from pathlib import Path

from portarium_sandbox.stand_in import describe, running


def test_a_shell_on_the_sandbox_is_described(tmp_path: Path) -> None:
    """Its backend is a file of the sandbox's folder, and people know it by that folder."""
    shell = {"PORTARIUM_SANDBOX": str(tmp_path), "PULUMI_BACKEND_URL": f"file://{tmp_path}/pulumi"}

    assert describe(shell) == f"the sandbox in {tmp_path}"


def test_a_shell_on_another_backend_is_not(tmp_path: Path) -> None:
    """A sandbox that a shell knows of is not one that it works on."""
    assert describe({"PORTARIUM_SANDBOX": str(tmp_path), "PULUMI_BACKEND_URL": "s3://states"}) is None


def test_what_is_not_up_does_not_stand_in(tmp_path: Path) -> None:
    """A folder without a sandbox is no backend, and no error either."""
    assert running({"PORTARIUM_SANDBOX": str(tmp_path / "none")}) is None
