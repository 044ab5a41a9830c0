"""The repository's workflows and actions, parsed."""

from pathlib import Path
from typing import Any

import yaml

from tests.meta.sources import ROOT

FOLDER = ROOT / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
ALL = [*WORKFLOWS, *sorted((FOLDER / "actions").glob("*/action.yml"))]


def load(path: Path) -> dict[str, Any]:
    """Return a workflow; YAML reads its key `on` as true."""
    content: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else str(key): value for key, value in content.items()}


def workflow(name: str) -> dict[str, Any]:
    """Return a workflow by its file's name."""
    return load(FOLDER / "workflows" / f"{name}.yml")


def steps(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of a workflow or of a composite action."""
    jobs: dict[str, Any] = content.get("jobs") or {"action": content.get("runs")}
    return [step for job in jobs.values() for step in job["steps"]]
