"""Baselines that are committed, so that a change shows as a diff somebody reads."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "baselines"


def check(name: str, seen: dict[str, Any], config: pytest.Config) -> None:
    """Compare ``seen`` with the committed baseline, or write it with --rewrite-baselines."""
    path = FOLDER / f"{name}.json"
    if config.getoption("--rewrite-baselines"):
        path.parent.mkdir(exist_ok=True)
        text = json.dumps(seen, indent=1, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
        return
    expected = json.loads(path.read_text(encoding="utf-8"))
    different = {
        key: {"expected": expected.get(key), "seen": seen.get(key)}
        for key in sorted({*expected, *seen})
        if expected.get(key) != seen.get(key)
    }
    assert not different, json.dumps(different, indent=1, ensure_ascii=False)
