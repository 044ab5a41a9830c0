"""What a container sees of files: started for real, in namespaces of its own, without a cluster."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from portarium_sandbox.pods.brought_along import brought_along, own_folder
from portarium_sandbox.pods.images import Image

# The runner's part, in a process of one thread that may become an administrator.
_RUNNER = """
import asyncio, json, os, sys
from pathlib import Path
from portarium_sandbox.pods import namespaces
from portarium_sandbox.pods.processes import Command, Launcher

wanted = json.loads(sys.stdin.read())
user = os.geteuid()
namespaces.become_administrator()
namespaces.unshare(namespaces.NEW_NETWORK)
network = os.open("/proc/self/ns/net", os.O_RDONLY)

async def main():
    command = Command(words=wanted["words"], environment={}, directory=wanted["directory"], user=user, group=user)
    process = await Launcher().start(command, Path(wanted["log"]), {**wanted["spec"], "network": network})
    sys.exit(await process.wait())

asyncio.run(main())
"""
_SCRIPT = """
import json, os, sys
open('/tmp/written', 'w').close()
hidden = os.listdir(sys.argv[1])
print(json.dumps({"tmp": sorted(os.listdir('/tmp')), "hidden": hidden, "writable": os.access('.', os.W_OK)}))
"""


def test_a_command_in_tmp_is_found_behind_a_volume_at_tmp(tmp_path: Path) -> None:
    """It stays read-only, the volume can be written to, and the sandbox's folder beside the command is empty."""
    with TemporaryDirectory(dir="/tmp") as folder, TemporaryDirectory(dir="/tmp") as stranger:
        checkout = Path(folder)
        sandbox, volume = checkout / ".sandbox", tmp_path / "volume"
        for made in (sandbox / "keys", volume, tmp_path / "root"):
            made.mkdir(parents=True)
        (checkout / "main.py").write_text(_SCRIPT, encoding="utf-8")
        image = Image(command=[sys.executable, "main.py", str(sandbox)], directory=folder, environment={})
        spec = {
            "hostname": "pod",
            "root": str(tmp_path / "root"),
            "mounts": [
                *own_folder(image),
                {"source": str(volume), "target": "/tmp", "readOnly": False},
                *brought_along(image),
            ],
            "hidden": [str(sandbox)],
            "readOnlyRoot": True,
            "noNewPrivileges": True,
        }
        wanted = {"words": image.command, "directory": folder, "log": str(tmp_path / "log"), "spec": spec}

        answer = subprocess.run(
            [sys.executable, "-c", _RUNNER], input=json.dumps(wanted), capture_output=True, text=True, check=False
        )

        said = (tmp_path / "log").read_text(encoding="utf-8")
        assert answer.returncode == 0, answer.stderr + said
        seen = json.loads(said)
        assert {"written", checkout.name} <= set(seen["tmp"])
        assert Path(stranger).name not in seen["tmp"]
        assert (seen["hidden"], seen["writable"]) == ([], False)
        assert (volume / "written").exists()


def test_the_sandboxs_folder_is_hidden_in_a_folder_that_comes_along(tmp_path: Path) -> None:
    """A command of the checkout's root has the checkout mounted for it, which lies over what was hidden before."""
    # Not in /tmp, of which a container has its own.
    with TemporaryDirectory(dir="/var/tmp") as folder:
        sandbox = Path(folder) / ".sandbox"
        for made in (sandbox / "keys", tmp_path / "root"):
            made.mkdir(parents=True)
        image = Image(command=[sys.executable, "-c", _SCRIPT, str(sandbox)], directory=folder, environment={})
        spec = {
            "hostname": "pod",
            "root": str(tmp_path / "root"),
            "mounts": own_folder(image),
            "hidden": [str(sandbox)],
            "readOnlyRoot": False,
            "noNewPrivileges": True,
        }
        wanted = {"words": image.command, "directory": folder, "log": str(tmp_path / "log"), "spec": spec}

        answer = subprocess.run(
            [sys.executable, "-c", _RUNNER], input=json.dumps(wanted), capture_output=True, text=True, check=False
        )

        said = (tmp_path / "log").read_text(encoding="utf-8")
        assert answer.returncode == 0, answer.stderr + said
        assert (json.loads(said)["hidden"], json.loads(said)["writable"]) == ([], False)
