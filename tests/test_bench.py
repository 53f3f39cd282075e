"""``bin/bench`` runs to its end and keeps every figure; how good they are is not tested."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = {"p50_ms", "p95_ms", "statements", "data_p50_ms"}

pytestmark = pytest.mark.timeout(900)  # it starts twice, and makes a database of its own


def test_it_measures_everything_and_keeps_the_figures(tmp_path):
    kept = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--json", str(kept)]
    command += ["--sizes", "40", "--rosters", "1", "--connected", "40", "--seconds", "0.1"]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "NUANLIN_VAR", "NUANLIN_SECRET_KEY", "NUANLIN_LIVE_PORT")
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=800, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]

    found = json.loads(kept.read_text(encoding="utf-8"))
    assert found["start"]["second_seconds"] > 0
    assert {"web", "live stream", "worker", "database"} <= set(found["start"]["memory"])
    assert set(found["roster"]) == {"1"}
    assert set(found["create"]) == {"pages", "api", "bare"}
    assert set(found["loops"]) == {"pages", "api"}
    for way in (*found["create"].values(), *found["loops"].values()):
        assert set(way) == {"1", "8"}
    assert set(found["pages"]) == {"40"}
    for pages in found["pages"].values():
        assert {"queue", "case", "resident's start", "search, name"} <= set(pages)
        assert "figures of a year" in pages
        assert all(set(figures) >= PAGE for figures in pages.values())
    assert set(found["similar"]) == {"40"}
    assert found["similar"]["40"]["p95_ms"] >= found["similar"]["40"]["p50_ms"] > 0
    assert found["similar"]["40"]["bare_p50_ms"] > 0
    assert found["alarms"]["cases"] == 40
    assert found["alarms"]["ours_ms"] > 0
    assert found["words"]["categories"]["three"] > 0.5
    assert {"answer", "notice", "letter", "answer, over HTTP"} <= set(found["language"])
    assert found["conversations"]["connected"] == 40
    assert found["conversations"]["seen"]["p99_ms"] > 0
    assert found["rounds"]["per_second"] > 0
    assert found["rounds"]["twice"] == 0
    assert all(one["a_second"] > 0 for one in found["deliveries"].values())
    answers = found["notices"]["answers"]
    assert answers["acknowledged"] >= answers["times"] > 0
    assert answers["missing"] == answers["twice"] == 0
    assert answers["shown"]["p95_ms"] >= answers["shown"]["p50_ms"] >= 0
    assert answers["bare"]["per_second"] > 0
    assert "create by pages, 8 at once" in found["ratios"]
    assert "Creating a case" in done.stdout
