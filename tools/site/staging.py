"""Pages as the site has them: copies in one folder, with links that lead on where a page of the site ends.

The pages stay where people and code look for them (`docs/`, `sandbox/`, the root); on the site they lie side by side.
A link to any other file of the repository becomes a link to that file on GitHub, and one to nothing is a finding.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"(?P<before>!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()(?P<target>[^)\s]+)(?P<after>\))")
_FENCE = re.compile(r"^\s*(```|~~~)")
_CODE = re.compile(r"(`+)(?:(?!\1).)+?\1")
_DARK = "@media (prefers-color-scheme: dark)"


class StagingError(Exception):
    """Pages that can't be put on the site, each finding in a line."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Which files are pages of the site."""

    places: Mapping[str, str]
    """Where each lies on the site, by its path in the repository."""
    repository: str
    """Where all other files are read, as `https://github.com/<organization>/<repository>/blob/main`."""


def places(root: Path) -> dict[str, str]:
    """Every page of the repository by its path, with its place on the site."""
    found: dict[str, str] = {"CONTRIBUTING.md": "develop/contributing.md", "CHANGELOG.md": "reference/changelog.md"}
    for folder, place in (("docs", ""), ("sandbox/docs", "sandbox/")):
        for path in sorted((root / folder).rglob("*.md")):
            inside = path.relative_to(root / folder)
            name = inside.with_name("index.md") if inside.name == "README.md" else inside
            found[path.relative_to(root).as_posix()] = f"{place}{name.as_posix()}"
    return {**found, "sandbox/README.md": "sandbox/index.md"}


def stage(root: Path, folder: Path, pages: Pages) -> list[str]:
    """Write all pages and what is shown with them into a folder that is theirs alone; what is wrong comes back."""
    shutil.rmtree(folder, ignore_errors=True)
    findings: list[str] = []
    for path, place in pages.places.items():
        text, wrong = _moved((root / path).read_text(encoding="utf-8"), path, root, pages)
        findings += wrong
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for path in sorted((root / "docs").rglob("*")):
        if path.suffix in {".css", ".png", ".svg"}:
            _beside(path, folder / path.relative_to(root / "docs"))
    return findings


def _beside(source: Path, target: Path) -> None:
    """Copy what pages are shown with.

    A drawing follows the reader's system; the site has a switch of its own, and so each drawing twice.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != ".svg":
        shutil.copyfile(source, target)
        return
    drawing = source.read_text(encoding="utf-8")
    target.write_text(drawing.replace(_DARK, "@media not all"), encoding="utf-8")
    target.with_suffix(".dark.svg").write_text(drawing.replace(_DARK, "@media all"), encoding="utf-8")


def _moved(text: str, path: str, root: Path, pages: Pages) -> tuple[str, list[str]]:
    """The text of a page with its links as they are on the site, and the links that lead nowhere."""
    findings: list[str] = []
    lines: list[str] = []
    for number, line, is_code in _lines(text):
        if is_code:
            lines.append(line)
            continue

        def replaced(match: re.Match[str], line: str = line, number: int = number) -> str:
            if _inside_code(line, match.start()):
                return match[0]
            try:
                return _written(match, path, root, pages)
            except FileNotFoundError:
                findings.append(f"{path}:{number}: {match['target']}: there is no such file in the repository")
                return match[0]

        lines.append(_LINK.sub(replaced, line))
    return "\n".join(lines) + "\n", findings


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Each line with its number, and whether it is inside of a block of code."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        is_fence = bool(_FENCE.match(line))
        yield number, line, fenced or is_fence
        fenced ^= is_fence


def _inside_code(line: str, position: int) -> bool:
    return any(match.start() < position < match.end() for match in _CODE.finditer(line))


def _written(match: re.Match[str], path: str, root: Path, pages: Pages) -> str:
    """A link as it is on the site."""
    target, _, anchor = match["target"].partition("#")
    if not target or "://" in target or target.startswith("mailto:"):
        return match[0]
    wanted = PurePosixPath(os.path.normpath(PurePosixPath(path).parent / target)).as_posix()
    if not (root / wanted).exists():
        raise FileNotFoundError(wanted)
    if wanted.endswith((".svg", ".png")) and wanted.startswith("docs/"):
        place = wanted.removeprefix("docs/")
    elif (root / wanted).is_dir() and f"{wanted}/README.md" in pages.places:
        place = pages.places[f"{wanted}/README.md"]
    elif wanted in pages.places:
        place = pages.places[wanted]
    else:
        return f"{match['before']}{pages.repository}/{wanted}{'#' + anchor if anchor else ''}{match['after']}"
    there = os.path.relpath(place, PurePosixPath(pages.places[path]).parent)
    if place.endswith(".svg"):
        dark = f"{there.removesuffix('.svg')}.dark.svg"
        return f"{match['before']}{there}#only-light) {match['before']}{dark}#only-dark)"
    return f"{match['before']}{there}{'#' + anchor if anchor else ''}{match['after']}"
