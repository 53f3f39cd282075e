"""The layers hold for what imports cannot show: relations between models, and doors."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
LAYERS = [
    ["audit"],
    ["accounts", "files", "jobs", "live"],
    ["notifications"],
    ["webhooks", "service_language"],
    ["estate"],
    ["people"],
    ["conversations", "notices"],
    ["service_desk"],
    ["reception"],
    ["quality"],
]
RANK = {label: rank for rank, layer in enumerate(LAYERS) for label in layer}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


def test_a_relation_points_to_the_same_room_or_a_lower_one():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model._meta.app_label in RANK
        if RANK[field.related_model._meta.app_label] > RANK[model._meta.app_label]
    ]
    assert upward == []


DOORS = [
    path
    for pattern in ("resident*", "staff*", "forms*", "api*")
    for path in (ROOT / "nuanlin" / "domains").glob(f"*/{pattern}")
    for path in ([path] if path.suffix == ".py" else sorted(path.rglob("*.py")))
]


@pytest.mark.parametrize("door", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_door_reads_and_writes_through_queries_and_actions_alone(door):
    code = door.read_text(encoding="utf-8")
    for rule in (r"\.objects\b", r"\.save\(", r"\.state\s*=[^=]", r"transaction\.atomic"):
        assert not re.search(rule, code), f"{door.name} breaks {rule}"


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in ("nuanlin", "tests", "assets/js", "assets/css", "benchmarks")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css"} and "migrations" not in path.parts
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_file_grows_past_what_one_reads_in_a_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 520


def test_no_template_holds_script_or_style_of_its_own():
    for path in (ROOT / "nuanlin").rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", text), path
        assert not re.search(r"\son\w+=\"", text), path
        assert ' style="' not in text, path
