"""No image is named by a tag that may mean another image tomorrow: `make images` reads the whole tree for it.

An image is named by its digest, by a git SHA, or by a full version; `latest`, a branch, a stage, a major version alone
and no tag at all are mutable. Tests have such names on purpose, as what has to be refused.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.site.staging import ROOT

_REGISTRIES = r"(?:ghcr\.io|docker\.io|quay\.io|registry\.k8s\.io|gcr\.io|public\.ecr\.aws|\d{12}\.dkr\.ecr\.[\w.-]+)"
_NAME = r"[A-Za-z0-9][\w.\-/]*"
_TAGGED = r"(?::(?P<tag>[\w][\w.\-]*))?(?P<digest>@sha256:[0-9a-f]{64})?"
_KEY = re.compile(rf"""^\s*-?\s*["']?image["']?:\s+["']?(?P<name>{_NAME}){_TAGGED}["']?\s*(?:#.*)?$""")
_FROM = re.compile(rf"^FROM\s+(?:--\S+\s+)*(?P<name>{_NAME}){_TAGGED}(?:\s+AS\s+(?P<stage>\S+))?\s*$", re.IGNORECASE)
_TEXT = re.compile(rf"(?P<name>{_REGISTRIES}/{_NAME}){_TAGGED}")
_FIXED = re.compile(r"^(?:[0-9a-f]{40}|v?\d+\.\d+[\w.\-]*)$")
_LEFT_OUT = re.compile(r"^(?:sandbox/)?tests/|\.(?:sum|lock|svg)$")


def main() -> int:
    """Read every tracked file; the exit code is what `make` needs."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(  # noqa: S603 - a fixed list
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    findings = [finding for path in listed.stdout.split("\0") if path for finding in of_file(ROOT, path)]
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    return 1 if findings else 0


def of_file(root: Path, path: str) -> Iterator[str]:
    """What is wrong with the images that a file names, a line each."""
    if _LEFT_OUT.search(path) or not (root / path).is_file():
        return
    try:
        text = (root / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    stages: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        for image in _named(path, line, stages):
            yield f"{path}:{number}: {image}: may be another image tomorrow; name its digest, git SHA or version"


def _named(path: str, line: str, stages: set[str]) -> Iterator[str]:
    """The images of a line that are named by what may move."""
    if "Dockerfile" in PurePosixPath(path).name:
        if (match := _FROM.match(line)) and match["name"] not in {*stages, "scratch"} and _moves(match):
            yield match[0].split()[1]
        if match and match["stage"]:
            stages.add(match["stage"])
        return
    if path.endswith((".yml", ".yaml")) and (match := _KEY.match(line)) and "$" not in line and _moves(match):
        yield f"{match['name']}{':' + match['tag'] if match['tag'] else ''}"
        return
    for match in _TEXT.finditer(line):
        # A repository without a tag is a repository, and no image.
        if match["tag"] and _moves(match):
            yield match[0]


def _moves(match: re.Match[str]) -> bool:
    return match["digest"] is None and not _FIXED.match(match["tag"] or "")


if __name__ == "__main__":
    sys.exit(main())
