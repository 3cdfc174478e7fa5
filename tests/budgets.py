"""The JSON of `uncertainty`, as tests look at it."""

import json
from typing import Any

from .conftest import Run

BUDGET_NOTE = "note: 'backprop uncertainty' shows what each input adds to the uncertainty\n"


def described(backprop: Run, *words: str, code: int = 0) -> list[dict[str, Any]]:
    """Return the budget of each output."""
    outcome = backprop("uncertainty", *words, "--format", "json")
    assert outcome.code == code, outcome.stderr
    return [json.loads(line) for line in outcome.stdout.splitlines()]
