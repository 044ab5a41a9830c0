"""The Pulumi project that a sandbox serves: its name and the stacks that the checkout has settings for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from sandbox.errors import SandboxError
from sandbox.folder import CHECKOUT

PROJECT_FILE = "Pulumi.yaml"


@dataclass(frozen=True, kw_only=True)
class Project:
    """A Pulumi project in a folder."""

    folder: Path
    name: str

    @classmethod
    def read(cls, folder: Path = CHECKOUT) -> Project:
        """Read the project's name from its `Pulumi.yaml`."""
        file = folder / PROJECT_FILE
        try:
            content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SandboxError(f"{file}: there is no such file; give the folder of a Pulumi project") from None
        except yaml.YAMLError as error:
            raise SandboxError(f"{file}: this is not YAML ({str(error).splitlines()[0]})") from None
        name: Any = cast("dict[str, Any]", content).get("name") if isinstance(content, dict) else None
        if not isinstance(name, str) or not name:
            raise SandboxError(f"{file}: name: a project needs a name, for example `name: portarium`")
        return cls(folder=folder, name=name)

    @property
    def stacks(self) -> list[str]:
        """Return the stacks that have a settings file."""
        return sorted(
            path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in self.folder.glob("Pulumi.*.yaml")
        )
