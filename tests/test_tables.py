"""The tables of statuses and fields drive everything: nothing else in the program lists them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from csp_desktop import look
from csp_desktop.plan.statuses import TABLE

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "csp_desktop"
WORDS = {word.casefold() for each in TABLE for word in (each.name, each.short) if word}
SAY_STATUSES = {PACKAGE / "plan" / "statuses.py", PACKAGE / "look.py"}
_LISTS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Call)


def test_statuses_are_listed_in_their_table_alone() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}": sorted(words)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path not in SAY_STATUSES
        for line, words in _lists_of(ast.parse(path.read_text("utf-8")), WORDS)
    }
    assert not found


def test_a_list_of_statuses_is_found_however_it_is_written() -> None:
    for text in (
        "x = ('on track', 'at risk')",
        "x = {'complete': 1, 'ongoing': 2}",
        "x = frozenset({'tbc', 'delegated'})",
        "x = (('complete', 185), ('off track', 340))",
        "f(('Delegated', 13), ('N/A', 7))",
        "x = {'one': 'On track', 'other': 'At risk'}",
    ):
        assert list(_lists_of(ast.parse(text), WORDS)), text
    assert not list(_lists_of(ast.parse("x = ('on track', 'on track', 'blue')"), WORDS))


def test_every_status_says_all_that_is_read_of_it() -> None:
    for each in TABLE:
        assert each.letter or each.year, each.name
        assert bool(each.letter) == bool(each.shape) == bool(each.character) == bool(each.meaning)
        assert not each.colour or hasattr(look.LIGHT, each.colour)
        assert not each.exception or look.LIGHT.ground(each.name)
        assert bool(each.hues) == bool(each.colour)


def _lists_of(tree: ast.AST, names: set[str]) -> Iterator[tuple[int, set[str]]]:
    """Where a literal holds two of `names` or more, itself or in lists within it."""
    for node in ast.walk(tree):
        if isinstance(node, _LISTS):
            words = set(_texts(node)) & names
            if len(words) > 1:
                yield node.lineno, words


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value.casefold()
        elif isinstance(child, (*_LISTS, ast.Starred, ast.keyword)):
            yield from _texts(child)
