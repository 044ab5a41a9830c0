"""The security scorecard names each rule once, and rests on what is there: a proof that is gone is found."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.meta.sources import ROOT

PAGE = "docs/security.md"
VERDICTS = ("pass", "no", "by the account", "not applicable")
HEADINGS = {"AWS FSBP": "EC2.2", "CIS EKS": "4.1.1", "Pod Security": "restricted: Capabilities"}
"""The three lists, each with a rule that it can't be without."""
BY_CONSTRUCTION = "by construction: "

_QUOTED = re.compile(r"`([^`]+)`")
_FILE = re.compile(r"`([\w./]+\.py)(?:::(\w+))?`")


@dataclass(frozen=True, kw_only=True)
class Row:
    """Some rules of a list that have one verdict."""

    heading: str
    rules: tuple[str, ...]
    asks: str
    verdict: str
    ground: str


def read(page: str) -> Iterator[Row]:
    """Every row of the tables whose first column is the rule."""
    heading, counting = "", False
    for line in page.splitlines():
        if line.startswith("## "):
            heading, counting = line.removeprefix("## "), False
        elif line.startswith("| rule |"):
            counting = True
        elif counting and line.startswith("| ") and not line.startswith("| ---"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 4, f"four columns: {line}"
            yield Row(
                heading=heading,
                rules=tuple(_QUOTED.findall(cells[0])),
                asks=cells[1],
                verdict=cells[2],
                ground=cells[3],
            )


TEXT = (ROOT / PAGE).read_text()
ROWS = tuple(read(TEXT))


def test_each_list_is_there() -> None:
    """A table that is not read would have nothing wrong in it."""
    for heading, rule in HEADINGS.items():
        assert rule in {rule for row in ROWS if row.heading == heading for rule in row.rules}
    assert {row.heading for row in ROWS} == HEADINGS.keys()


def test_no_rule_has_two_verdicts() -> None:
    """Each rule stands in one row, which says what it asks."""
    times = Counter(rule for row in ROWS for rule in row.rules)
    assert [rule for rule, count in times.items() if count > 1] == []
    assert [row for row in ROWS if not row.rules or not row.asks] == []


def test_there_are_four_verdicts() -> None:
    """Anything in between would be a way not to say it."""
    assert [row for row in ROWS if row.verdict not in VERDICTS] == []


def test_every_verdict_says_what_it_rests_on() -> None:
    """A pass has a proof, and all others have a reason, of which a no says whether it is meant to stay."""
    assert [flaw for row in ROWS for flaw in flaws(row)] == []


def test_all_that_is_named_is_there() -> None:
    """Each file exists, and each test is a function of its module; those in reasons as well."""
    assert [missing for row in ROWS for missing in missing_from(row.ground)] == []
    assert list(missing_from(TEXT)) == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_score_is_counted(heading: str) -> None:
    """The numbers at the top are those of the rows below, by the rule and not by the row."""
    counted = Counter(row.verdict for row in ROWS if row.heading == heading for _ in row.rules)
    numbers = " | ".join(str(counted[verdict]) for verdict in VERDICTS)
    assert f"| {heading} | {numbers} |" in TEXT


@pytest.mark.parametrize(
    ("verdict", "ground", "flawed"),
    [
        ("pass", "the test of the network", True),
        ("pass", "`components/aws/network.py`", True),
        ("pass", "by construction: nobody knows where", True),
        ("pass", "by construction: `components/aws/network.py`", False),
        ("pass", "`tests/meta/test_layers.py`", True),
        ("pass", "`policies/rules/keys_rotate.py`; dev too", False),
        ("no", "nobody has come to it", True),
        ("no", "open: ", True),
        ("no", "on purpose: it hides nothing", False),
        ("not applicable", "", True),
        ("by the account", "", True),
    ],
)
def test_a_verdict_without_ground_is_found(verdict: str, ground: str, flawed: bool) -> None:
    """A file is no proof without saying so, a test file none without its test, and nothing is no reason."""
    row = Row(heading="CIS EKS", rules=("1.1",), asks="something", verdict=verdict, ground=ground)
    assert bool(list(flaws(row))) is flawed


@pytest.mark.parametrize(
    ("ground", "found"),
    [
        ("`tests/meta/test_security_scorecard.py::test_the_score_is_counted`", 0),
        ("`tests/meta/test_security_scorecard.py::test_the_score_is_guessed`", 1),
        ("`tests/meta/test_security_scorecard.py::read_nothing`, `policies/rules/all_is_well.py`", 2),
    ],
)
def test_a_proof_that_is_gone_is_found(ground: str, found: int) -> None:
    """A test or a rule that was renamed leaves its promise without proof."""
    assert len(list(missing_from(ground))) == found


def flaws(row: Row) -> Iterator[str]:
    """What a verdict lacks."""
    if row.verdict == "pass":
        named = _FILE.findall(row.ground)
        proven = any(file.startswith("policies/rules/") or test.startswith("test_") for file, test in named)
        if not proven and not (BY_CONSTRUCTION in row.ground and named):
            yield f"{row.rules}: names no proof"
    elif row.verdict == "no":
        kind, _, reason = row.ground.partition(": ")
        if kind not in {"open", "on purpose"} or not reason:
            yield f"{row.rules}: a no is open or on purpose, and says why"
    elif not row.ground:
        yield f"{row.rules}: no reason"


def missing_from(text: str) -> Iterator[str]:
    """The files that are named and not there, and the tests that are in none of theirs."""
    for file, test in _FILE.findall(text):
        path = ROOT / file
        if not path.is_file():
            yield file
        elif test and test not in _functions(path.read_text()):
            yield f"{file}::{test}"


def _functions(source: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
