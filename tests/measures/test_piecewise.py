"""JSON piece by piece: letter for letter what the library gives, and as strict."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.snapshot.frozen import as_json, from_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
contents = st.dictionaries(st.text(), values, max_size=5)


@given(contents)
def test_it_writes_and_reads_what_the_library_would(content: dict[str, Any]) -> None:
    whole = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert as_json(content) == whole
    assert from_json(whole) == content


@given(contents, st.sampled_from([1, 2, None]))
def test_space_between_means_nothing(content: dict[str, Any], indent: int | None) -> None:
    assert from_json(f"\n {json.dumps(content, indent=indent)}\t") == content


@given(contents, st.data())
def test_what_the_library_refuses_is_refused(content: dict[str, Any], data: st.DataObject) -> None:
    text = as_json(content)
    at = data.draw(st.integers(0, len(text)))
    broken = text[:at] + data.draw(st.sampled_from(["", '"', "{", "}", ",", ":", "x"])) + text[at:]
    broken = data.draw(st.sampled_from([broken, text[:at], broken + text]))
    try:
        expected = json.loads(broken)
    except ValueError:
        with pytest.raises(ValueError, match=r".*"):
            from_json(broken)
    else:
        assert from_json(broken) == expected


def test_a_text_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises((ValueError, RecursionError)):
        from_json('{"a":' * 100_000)
