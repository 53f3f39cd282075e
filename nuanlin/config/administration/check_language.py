"""``bin/nuanlin check-language``: is each line fit to leave the office (D4)?"""

import argparse
import json
import sys
from typing import Any

from nuanlin.lib.language.checker import Checker

HELP = "read one sentence a line, say what is wrong in it and what to say instead"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.epilog = (
        "Places count characters from 0. What is marked is never held back: exit code 0."
    )


def run(options: argparse.Namespace, url: str) -> int:
    """Answer each line of standard input with a line; return 1 when one is not UTF-8."""
    checker = Checker()
    unread = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            text = line.rstrip(b"\r\n").decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            unread += 1
            problem = f"Line {number} is not UTF-8 and was not checked."
            print(problem, file=sys.stderr)
            answer: dict[str, Any] = {"ok": False, "findings": [], "error": problem}
        else:
            answer = _answer(checker, text)
        _print(json.dumps(answer, ensure_ascii=False) if options.json else _told(answer))
    return 1 if unread else 0


def _answer(checker: Checker, text: str) -> dict[str, Any]:
    found = [
        {"kind": one.kind, "span": [one.start, one.end], "suggestion": one.suggestion}
        for one in checker.check(text)
    ]
    return {"ok": not found, "findings": found}


def _told(answer: dict[str, Any]) -> str:
    if problem := answer.get("error"):
        return str(problem)
    told = [
        f"{one['kind']} {one['span'][0]}-{one['span'][1]} → {one['suggestion']}"
        for one in answer["findings"]
    ]
    return "; ".join(told) or "ok"


def _print(line: str) -> None:
    """Print in UTF-8 whatever the terminal says, at once: somebody may wait for each answer."""
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()
