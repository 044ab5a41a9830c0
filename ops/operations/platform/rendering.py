"""The values that environments give to the charts of their platforms, read from files and checked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.images import settings_at
from ops.operations.platform.render import Rendering, check_facts, render
from settings.files import DIRECTORY
from stacks.platform_values import platform_values


def render_environments(
    environments: Sequence[str], *, facts: Path | None, charts: Path | None, output: Path | None, validate: bool
) -> list[tuple[str, Rendering]]:
    """Check the values of environments that own a platform; raise OperationError for one that has none."""
    if facts and (charts or output):
        raise OperationError("--facts renders nothing; --charts and --output go without it")
    known = registry()
    found: list[tuple[str, Rendering]] = []
    for name in environments or known.stacks:
        require_environment(name, known)
        settings = settings_at(name, None, now=datetime.now(UTC), known=known, directory=DIRECTORY, digests=None)
        if settings.foundation is None:
            raise OperationError(f"{name}: stands on the platform of {settings.shared_with}")
        installed = platform_values(settings)
        version = f"{settings.foundation.cluster.version}.0"
        results = (
            check_facts(installed, facts)
            if facts
            else render(installed, charts=charts, kubernetes=version, kubeconform=validate)
        )
        if output:
            _write(output / name, results)
        found += [(name, each) for each in results]
    return found


def _write(folder: Path, results: Sequence[Rendering]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in results:
        if each.manifests:
            (folder / f"{each.service}.yaml").write_text(each.manifests, encoding="utf-8")
