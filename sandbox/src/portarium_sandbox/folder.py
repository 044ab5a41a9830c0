"""Where everything of one sandbox lives: a single folder that git ignores and `reset` removes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "PORTARIUM_SANDBOX"
DEFAULT_NAME = ".sandbox"
PROJECT_FILE = "Pulumi.yaml"
PACKAGE = Path(__file__).resolve().parent


def nearest_project(start: Path) -> Path | None:
    """Return the nearest folder upwards that holds a Pulumi project, as Pulumi looks for it."""
    return next((folder for folder in (start, *start.parents) if (folder / PROJECT_FILE).exists()), None)


CHECKOUT = nearest_project(PACKAGE) or Path.cwd()
"""The project that this package lies in; for a package that is installed by itself, where the user works."""


@dataclass(frozen=True)
class Folder:
    """The layout of a sandbox's folder."""

    root: Path

    @classmethod
    def resolve(cls, given: Path | None, environment: Mapping[str, str] = os.environ) -> Folder:
        """Return the folder the user names: by option, else by environment variable, else the checkout's own."""
        named = given or environment.get(FOLDER_VARIABLE)
        return cls(Path(named).expanduser().resolve() if named else CHECKOUT / DEFAULT_NAME)

    @property
    def record(self) -> Path:
        """What the sandbox remembers of itself."""
        return self.root / "sandbox.json"

    @property
    def lock(self) -> Path:
        """Held by the one command that works on the sandbox."""
        return self.root / "lock"

    @property
    def launchers(self) -> Path:
        """Comes first on PATH; holds `pulumi`."""
        return self.root / "bin"

    @property
    def backend(self) -> Path:
        """Pulumi's state."""
        return self.root / "pulumi"

    @property
    def pulumi_home(self) -> Path:
        """Pulumi's credentials, plugins and workspace settings."""
        return self.root / "pulumi-home"

    @property
    def profiles(self) -> Path:
        """The AWS configuration, with a profile for each identity."""
        return self.root / "aws" / "config"

    @property
    def identities(self) -> Path:
        """The tokens by which workflows come in, as GitHub would give them."""
        return self.root / "aws" / "identities"

    @property
    def stack_files(self) -> Path:
        """Copies of stacks' settings that name no key of the real cloud."""
        return self.root / "stack-files"

    @property
    def cloud(self) -> Path:
        """The journal of the cloud server."""
        return self.root / "cloud"

    @property
    def clusters(self) -> Path:
        """One folder for each EKS cluster's control plane."""
        return self.root / "clusters"

    @property
    def databases(self) -> Path:
        """One folder for each database instance's PostgreSQL, by its resource id."""
        return self.root / "databases"

    @property
    def database_authority(self) -> Path:
        """What clients of databases trust, in the place of RDS's bundle."""
        return self.root / "databases" / "global-bundle.pem"

    @property
    def images(self) -> Path:
        """The images that stand for a local command."""
        return self.root / "images.json"

    @property
    def charts(self) -> Path:
        """The project's list of charts."""
        return self.root / "charts.json"

    @property
    def stand_ins(self) -> Path:
        """What the project has in the place of charts."""
        return self.root / "stand-ins"

    @property
    def kubeconfig(self) -> Path:
        """A context for each EKS cluster."""
        return self.root / "kubeconfig"

    @property
    def logs(self) -> Path:
        """What the sandbox's processes write."""
        return self.root / "logs"

    @property
    def key(self) -> Path:
        """The key that encrypts secrets in Pulumi's state."""
        return self.root / "keys" / "key"

    @property
    def key_token(self) -> Path:
        """What the engine shows to the key service."""
        return self.root / "keys" / "token"


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the user's cache folder for what every sandbox shares: the built binaries and a downloaded Go."""
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "portarium"
