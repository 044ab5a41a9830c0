"""The measurements as a table in docs/speed.md, and as bench.json for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.machine import Machine
from tests.bench.measurement import Comparison
from tests.bench.targets import verdicts

BEGIN = "<!-- bench: the rest up to the end mark is written by `make bench` -->"
END = "<!-- bench: end -->"


def as_json(machine: Machine, comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Return all measurements with all their runs."""
    return {
        "machine": machine.as_json(),
        "measurements": [
            {
                "subject": each.subject,
                "resources": each.resources,
                "command": each.command,
                "against": each.against,
                "ratio": round(each.ratio, 3),
                "unit": each.unit,
                "ours": [round(timing.seconds, 2) for timing in each.ours],
                "others": [round(timing.seconds, 2) for timing in each.others],
            }
            for each in comparisons
        ],
        "targets": [
            {
                "subject": verdict.subject,
                "promise": verdict.promise,
                "limit": verdict.limit,
                "measured": round(verdict.measured, 3),
                "kept": verdict.kept,
            }
            for verdict in verdicts(comparisons)
        ],
    }


def as_markdown(machine: Machine, comparisons: Sequence[Comparison]) -> str:
    """Return the tables of docs/speed.md."""
    lines = [
        f"Machine: {machine}.",
        "",
        "| what | resources | command | against | runs | ours | other | ours / other | lowest to highest |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for each in comparisons:
        spread = f"{min(each.ratios):.2f} to {max(each.ratios):.2f}"
        lines.append(
            f"| {each.subject} | {each.resources:,} | {each.command} | {each.against} | {len(each.ours)} "
            f"| {each.seconds:.1f} {each.unit} | {each.other_seconds:.1f} {each.unit} | {each.ratio:.2f} | {spread} |"
        )
    lines += ["", "| what | promise | at most | measured | |", "| --- | --- | --- | --- | --- |"]
    for verdict in verdicts(comparisons):
        outcome = "kept" if verdict.kept else "**missed**"
        lines.append(
            f"| {verdict.subject} | {verdict.promise} | {verdict.limit:g} | {verdict.measured:.2f} | {outcome} |"
        )
    return "\n".join(lines)


def write(page: Path, data: Path, machine: Machine, comparisons: Sequence[Comparison]) -> None:
    """Put the tables between the page's marks, and everything into the JSON file."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page}: the marks `{BEGIN}` and `{END}` are missing; the tables go between them")
    page.write_text(f"{before}{BEGIN}\n\n{as_markdown(machine, comparisons)}\n\n{END}{after}", encoding="utf-8")
    data.write_text(json.dumps(as_json(machine, comparisons), indent=2) + "\n", encoding="utf-8")
