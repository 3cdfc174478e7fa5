"""Whatever is typed, the answer is results or an error: no traceback, no hang, no other exit code."""

import time
from itertools import count, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.cli import formats

from . import fuzz
from .conftest import some


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_two_hundred_thousand_programs_as_lines(seed: int) -> None:
    codes = set()
    texts = fuzz.programs(seed, 25_000)
    for number in range(50):
        with fuzz.limited(fuzz.HANGING):
            codes.add(fuzz.many(list(islice(texts, 500)), number))
    assert codes == {1}
    assert not list(texts)


@pytest.mark.parametrize("part", some(1, range(6)))
def test_six_thousand_programs_as_arguments(part: int) -> None:
    codes = []
    numbered = enumerate(fuzz.programs(100, 6_000))
    for number, text in islice(numbered, 1_000 * part, 1_000 * (part + 1)):
        with fuzz.limited(fuzz.HANGING):
            codes.append(fuzz.one(text, number))
    assert set(codes) == {0, 1, 2}


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40), st.integers(0, 2 * len(formats.FORMATS.names) - 1))
def test_any_text(text: str, number: int) -> None:
    fuzz.one(text, number)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 2 * len(formats.FORMATS.names) - 1))
def test_any_bytes(data: bytes, number: int) -> None:
    fuzz.one(data.decode("utf-8", "surrogateescape"), number)


def test_a_constant_that_becomes_a_result_unused() -> None:
    assert fuzz.one("a = 2; a = b; a", 0) == 0


def test_what_waits_for_others_is_no_hang_and_what_works_on_and_on_is() -> None:
    with fuzz.limited(0.05):
        time.sleep(0.2)
    with pytest.raises(TimeoutError), fuzz.limited(0.05):
        any(number < 0 for number in count())
