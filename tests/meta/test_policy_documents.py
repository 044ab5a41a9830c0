"""Policies are made of statements, and their text in one place."""

import ast

import pytest

from tests.meta.sources import program

RENDERER = "components/aws/policy_document.py"
WORDS_OF_A_DOCUMENT = {"2012-10-17", "Statement"}


def _words(path: str) -> list[str]:
    return [
        f"{path}:{node.lineno}: {node.value}"
        for node in ast.walk(program()[path])
        if isinstance(node, ast.Constant) and node.value in WORDS_OF_A_DOCUMENT
    ]


@pytest.mark.parametrize("path", [path for path in program() if path != RENDERER])
def test_no_policy_is_written_by_hand(path: str) -> None:
    """A dictionary beside the renderer would be neither sorted nor typed."""
    assert _words(path) == []


def test_the_renderer_writes_them() -> None:
    """The words above are those of a document."""
    assert {word.rsplit(": ", 1)[1] for word in _words(RENDERER)} == WORDS_OF_A_DOCUMENT
