"""The Pulumi project that a sandbox serves: its name and the stacks that the checkout has settings for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from portarium_sandbox.accounts import Accounts
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import CHECKOUT, PROJECT_FILE

SECTION = "tool.portarium-sandbox"
"""Where a project's `pyproject.toml` has what is the sandbox's."""
IMAGES = f"{SECTION}.images"
"""The images that the checkout has itself, each with its command."""
CHARTS = f"{SECTION}.charts"
"""The file with the list of the project's charts."""
STAND_INS = f"{SECTION}.stand-ins"
"""The folder with what stands in for charts: a file with objects for each, called as the chart is."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A Pulumi project in a folder."""

    folder: Path
    name: str

    @classmethod
    def read(cls, folder: Path = CHECKOUT) -> Project:
        """Read the project's name from its `Pulumi.yaml`."""
        file = folder / PROJECT_FILE
        content = _yaml(file)
        name = _mapping(content).get("name")
        if not isinstance(name, str) or not name:
            raise SandboxError(f"{file}: name: a project needs a name, for example `name: portarium`")
        return cls(folder=folder, name=name)

    @property
    def accounts(self) -> Accounts:
        """Return the AWS accounts of the stacks."""
        return Accounts.read(self.folder)

    @property
    def source(self) -> str:
        """Return what GitHub calls the repository in its workflows' identities."""
        github = _mapping(_mapping(_mapping(_yaml(self.folder / PROJECT_FILE)).get("config")).get("github"))
        content = _mapping(github.get("value"))
        return f"{content.get('organization', self.name)}/{content.get('repository', self.name)}"

    @property
    def people(self) -> list[str]:
        """Return the IAM roles that the stacks let in: an account has them before any environment, from its sign-in."""
        named: set[str] = set()
        for stack in self.stacks:
            settings = _yaml(self.folder / f"Pulumi.{stack}.yaml")
            access = _mapping(_mapping(_mapping(settings).get("config")).get(f"{self.name}:access"))
            grants = _mapping(access.get("grants"))
            emergency_grants: list[Any] = access.get("breakGlass") or []
            emergencies = [_mapping(grant).get("principal") for grant in emergency_grants]
            for roles in (access.get("administrators"), emergencies, *grants.values()):
                named.update(role for role in roles or [] if isinstance(role, str))
        return sorted(role.rpartition("/")[2] for role in named)

    @property
    def images(self) -> dict[str, list[str]]:
        """Return the images that are commands of the checkout's own environment."""
        file, content = self._settings()
        named = _mapping(content.get("images"))
        return {name: _words(file, name, command) for name, command in named.items()}

    @property
    def charts(self) -> Path | None:
        """Return the file with the list of charts that the project's applications may name; none if it has none."""
        return self._path(CHARTS, "a file", Path.is_file)

    @property
    def stand_ins(self) -> Path | None:
        """Return the folder with what stands in for charts; none if it has none."""
        return self._path(STAND_INS, "a folder", Path.is_dir)

    def _path(self, setting: str, expected: str, is_there: Callable[[Path], bool]) -> Path | None:
        file, content = self._settings()
        named = content.get(setting.rpartition(".")[2])
        if named is None:
            return None
        if not isinstance(named, str) or not is_there(self.folder / named):
            raise SandboxError(f"{file}: {setting}: expected {expected} of the project, found {named!r}")
        return self.folder / named

    def _settings(self) -> tuple[Path, dict[str, Any]]:
        file = self.folder / "pyproject.toml"
        try:
            content: Any = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return file, {}
        except tomllib.TOMLDecodeError as error:
            raise SandboxError(f"{file}: this is not TOML ({error})") from None
        for part in SECTION.split("."):
            content = _mapping(content).get(part)
        return file, _mapping(content)

    @property
    def stacks(self) -> list[str]:
        """Return the stacks that have a settings file."""
        return sorted(
            path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in self.folder.glob("Pulumi.*.yaml")
        )


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SandboxError(f"{file}: there is no such file; give the folder of a Pulumi project") from None
    except yaml.YAMLError as error:
        raise SandboxError(f"{file}: this is not YAML ({str(error).splitlines()[0]})") from None


def _words(file: Path, name: str, command: Any) -> list[str]:
    words = cast("list[Any]", command) if isinstance(command, list) else []
    if not words or not all(isinstance(word, str) and word for word in words):
        raise SandboxError(f'{file}: {IMAGES}.{name}: a command is a list of words, for example ["portarium"]')
    return [str(word) for word in words]


def _mapping(content: Any) -> dict[str, Any]:
    # What is no mapping here is the program's to refuse: it says where and why, for every key.
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}
