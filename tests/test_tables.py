"""The parser's tables: made ahead, and always those of the grammar."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backprop.grammar import automaton as tables


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    stored = json.loads(tables._read(tables._TABLES))
    grammar = tables._read(tables._GRAMMAR)
    assert stored["grammar"] == grammar, "run python -m backprop.grammar.automaton"
    assert stored == {"grammar": grammar, **json.loads(json.dumps(tables.make(grammar)._asdict()))}


def test_tables_that_lag_behind_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tables._read(tables._GRAMMAR).replace('MODULO: "%"', 'MODULO: "%" | "mod"')
    (tmp_path / "language.lark").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(tables, "_GRAMMAR", str(tmp_path / "language.lark"))
    assert "mod" in tables.load().pattern


def test_a_program_is_read_without_lark() -> None:
    program = (
        "import sys; from backprop.grammar.parser import parse; from backprop.grammar.problem import Source;"
        "parse(Source('a*b')); print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
