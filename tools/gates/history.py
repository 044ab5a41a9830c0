"""Looks for secrets in every line that a commit ever added: `make history`; minutes, and so not part of `make test`.

Each added line is looked at once, by the scanner and with the options that `make secrets` looks at the tree with.
What it finds is in the history for good: the secret has to be made worthless, and then stands in the list below.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.site.staging import ROOT

_COMMIT, _FILE = "commit\t", "+++ b/"
_GENERATED = re.compile(r"(?:requirements\.lock|\.sum|\.pem|tests/stacks/urns/.*)$")
_PRAGMA = re.compile(r"pragma: allowlist|noqa: S105")
_FOUND = re.compile(r"^Location:\s+(?P<file>\S+):(?P<line>\d+)$", re.MULTILINE)
_LINES_A_FILE = 20_000

HARMLESS: Mapping[tuple[str, str], str] = {
    ("2bf32bc24ffc5d38f3f96cc727aac7381d87de9d", "sandbox/providers/properties.py"): "signatures of Pulumi's protocol",
    ("a535d28a9c2901ec4220daec2ad5b8a50e4f16f1", "tests/bench/flat_resource.py"): "signatures of Pulumi's protocol",
    (
        "9de4b4a0ccc4d24d2e24ba3c8b1272e5f8405438",
        "tests/policies/rules/test_variables_hold_no_secret.py",
    ): "an address with a password that was made up",
    (
        "5c5b65fe47a2540adc12c812c0eb3866e08c32c2",
        "tests/domain/test_url.py",
    ): "an address with a password that was made up",
}
"""What a commit brought into a file and what opens nothing, or nothing any more, with the reason."""


@dataclass(frozen=True)
class Added:
    """A line, and where it first came in."""

    text: str
    commit: str
    path: str


def main() -> int:
    """Scan the history with the scanner's options; the exit code is what `make` needs."""
    lines = added_lines(ROOT)
    findings = [added for added in found_in(lines, sys.argv[1:]) if (added.commit, added.path) not in HARMLESS]
    for added in findings:
        sys.stderr.write(f"{added.commit}: {added.path}: a line that this commit added looks like a secret\n")
    sys.stdout.write(f"history: {len(lines)} lines, {len(findings)} findings\n")
    return 1 if findings else 0


def added_lines(root: Path) -> list[Added]:
    """Every line that a commit of this branch added, once."""
    command = ["git", "log", "--reverse", "-p", "--unified=0", "--no-color", f"--format={_COMMIT}%H"]
    told = subprocess.run(  # noqa: S603 - a fixed list
        command, cwd=root, check=True, capture_output=True, text=True, errors="replace"
    ).stdout
    seen: dict[str, Added] = {}
    commit = path = ""
    for line in told.split("\n"):
        if line.startswith(_COMMIT):
            commit = line.removeprefix(_COMMIT)
        elif line.startswith(_FILE):
            path = line.removeprefix(_FILE)
        elif line.startswith("+") and not line.startswith("+++") and not _GENERATED.search(path):
            text = line[1:]
            if not _PRAGMA.search(text):
                seen.setdefault(text, Added(text, commit, path))
    return list(seen.values())


def found_in(lines: list[Added], options: list[str]) -> list[Added]:
    """The lines that the scanner takes for secrets."""
    with tempfile.TemporaryDirectory() as folder:
        files: list[str] = []
        for number, chunk in enumerate(_chunks(lines)):
            file = Path(folder) / f"{number:04}.txt"
            file.write_text("\n".join(added.text for added in chunk) + "\n", encoding="utf-8")
            files.append(str(file))
        ran = subprocess.run(  # noqa: S603 - the lock pins the scanner, the Makefile its options
            [str(Path(sys.executable).with_name("detect-secrets-hook")), *options, *files],
            capture_output=True,
            text=True,
            check=False,
        )
        places = {(Path(match["file"]).stem, int(match["line"])) for match in _FOUND.finditer(ran.stdout)}
        if ran.returncode and not places:
            raise RuntimeError(f"detect-secrets: {(ran.stderr or ran.stdout).strip()}")
    return [lines[int(file) * _LINES_A_FILE + line - 1] for file, line in sorted(places)]


def _chunks(lines: list[Added]) -> Iterator[list[Added]]:
    for start in range(0, len(lines), _LINES_A_FILE):
        yield lines[start : start + _LINES_A_FILE]


if __name__ == "__main__":
    sys.exit(main())
