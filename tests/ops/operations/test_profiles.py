"""An operator comes to each account by its own profile, where the shell has one."""

from pathlib import Path

from ops.operations.aws import Aws
from ops.operations.profiles import core_session, in_account


def _shell(folder: Path, *profiles: str) -> dict[str, str]:
    """A shell with a configuration of its own, which is not this process's."""
    file = folder / "config"
    keys = "aws_access_key_id = key-of-{0}\naws_secret_access_key = secret\n"
    file.write_text("".join(f"[profile {name}]\n{keys.format(name)}" for name in profiles), encoding="utf-8")
    return {"AWS_CONFIG_FILE": str(file), "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PROFILE": "mine"}


def test_an_account_has_its_own_profile(tmp_path: Path) -> None:
    """So that one command looks at environments of several accounts."""
    shell = _shell(tmp_path, "mine", "portarium-prod")
    assert in_account("prod", shell)["AWS_PROFILE"] == "portarium-prod"
    assert in_account("dev", shell) == shell


def test_keys_come_before_any_profile(tmp_path: Path) -> None:
    """As they do for the AWS CLI, which would not look at the profile either."""
    shell = {**_shell(tmp_path, "portarium-prod"), "AWS_ACCESS_KEY_ID": "a-key"}
    assert in_account("prod", shell) == shell


def test_the_shells_own_configuration_is_read(tmp_path: Path) -> None:
    """A command that works for another shell would else find the profiles of this one, or none."""
    shell = _shell(tmp_path, "mine", "portarium-prod")
    assert core_session(shell, "mine").get_credentials().access_key == "key-of-mine"
    client = Aws("eu-central-1", in_account("prod", shell)).new_client("sts")
    assert client._request_signer._credentials.access_key == "key-of-portarium-prod"
