"""A `docker` for tests: it knows the words that the local environment uses, refuses all others, and starts nothing."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCRIPT = """#!{python}
import json, pathlib, sys
place = pathlib.Path({place!r})
words = sys.argv[1:]
with (place / "calls").open("a") as calls:
    calls.write(json.dumps(words) + "\\n")
def refuse(text):
    sys.exit("docker: " + text)
state = place / "containers.json"
if words == ["info"]:
    sys.exit("Cannot connect to the Docker daemon" if (place / "no-daemon").exists() else 0)
if words[:1] != ["compose"]:
    refuse("unknown command: docker " + " ".join(words))
words = words[1:]
if words == ["version"]:
    sys.exit(0)
files = []
while words[:1] == ["--file"]:
    files.append(words[1])
    words = words[2:]
if not files or not all(pathlib.Path(file).is_file() for file in files):
    refuse("no such file among " + repr(files))
if words == ["ps", "--all", "--format", "json"]:
    for each in json.loads(state.read_text()) if state.exists() else []:
        print(json.dumps(each))
elif words == ["up", "--detach"]:
    state.write_text((place / "after-up.json").read_text())
elif words in (["down", "--remove-orphans"], ["down", "--remove-orphans", "--volumes"]):
    state.unlink(missing_ok=True)
elif words[:1] == ["logs"]:
    print("nats  | ready")
else:
    refuse("unknown words: " + " ".join(words))
"""


@dataclass(frozen=True, kw_only=True)
class StandInDocker:
    """It, and what it was asked."""

    place: Path
    """Its folder."""

    @property
    def path(self) -> str:
        """The PATH on which it stands alone."""
        return str(self.place)

    def calls(self) -> list[list[str]]:
        """Return the words of each call so far, without the files of Compose."""
        file = self.place / "calls"
        calls: list[list[str]] = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [[word for word in call if not word.endswith(".yml") and word != "--file"] for call in calls]

    def starts(self, *containers: dict[str, Any]) -> None:
        """Say what there is after `up`."""
        (self.place / "after-up.json").write_text(json.dumps(containers))

    def has(self, *containers: dict[str, Any]) -> None:
        """Say what there is now."""
        (self.place / "containers.json").write_text(json.dumps(containers))

    def loses_its_daemon(self) -> None:
        """From now on, nothing answers behind it."""
        (self.place / "no-daemon").touch()


def stand_in_docker(place: Path) -> StandInDocker:
    """Put one into a folder."""
    place.mkdir(parents=True, exist_ok=True)
    script = place / "docker"
    script.write_text(_SCRIPT.format(python=sys.executable, place=str(place)))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    made = StandInDocker(place=place)
    made.starts(container("nats"))
    return made


def container(service: str, state: str = "running", health: str = "healthy", code: int = 0) -> dict[str, Any]:
    """Return a container in Docker Compose's words."""
    return {"Service": service, "State": state, "Health": health, "ExitCode": code, "Labels": "a=b,c=d"}
