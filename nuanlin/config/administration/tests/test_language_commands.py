"""``bin/nuanlin greet`` and ``check-language``, as programs of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


def nuanlin(*arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "nuanlin.config.command", *arguments]
    # Nothing listens there: neither command may need a database.
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    return subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, env=environment, check=False
    )


def test_a_name_an_hour_and_a_day_are_greeted() -> None:
    options = ["--name", "欧阳娜娜", "--gender", "f", "--at", "19:00", "--date", "2026-09-25"]
    done = nuanlin("greet", *options)
    assert done.stdout.decode() == "欧阳女士晚上好，中秋快乐\n", done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(("option", "typed"), [("--at", "25:00"), ("--date", "yesterday")])
def test_an_hour_or_a_day_that_is_none_is_refused(option: str, typed: str) -> None:
    done = nuanlin("greet", "--name", "周建国", option, typed)
    assert done.returncode == 2
    assert typed in done.stderr.decode()
    assert done.stdout == b""


def test_each_line_is_answered_with_a_line() -> None:
    text = "\ufeff你为什么不早说？\r\n\n您好\n" + "好" * 100_000
    done = nuanlin("check-language", "--json", stdin=text.encode())
    first, *others = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert first == {
        "ok": False,
        "findings": [
            {
                "kind": "interrogation",
                "span": [0, 8],
                "suggestion": "请问是遇到什么不方便了吗？",
            }
        ],
    }
    assert others == [{"ok": True, "findings": []}] * 3
    assert done.returncode == 0


def test_a_line_that_is_not_text_is_told_and_the_others_are_checked() -> None:
    done = nuanlin("check-language", "--json", stdin=b"\xff\xfe\n\xe5\xa5\xbd\n")
    first, second = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert not first["ok"]
    assert "Line 1 is not UTF-8" in first["error"]
    assert second == {"ok": True, "findings": []}
    assert "Line 1 is not UTF-8" in done.stderr.decode()
    assert done.returncode == 1


def test_without_json_it_is_told_in_words() -> None:
    done = nuanlin("check-language", stdin="明天必须在家等师傅\n您好\n".encode())
    assert done.stdout.decode().splitlines() == ["command 2-4 → 请您", "ok"]
