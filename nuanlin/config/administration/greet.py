"""``bin/nuanlin greet``: the greeting for these people at this hour (D4)."""

import argparse
from datetime import date, datetime, time

from django.utils import timezone, translation

from nuanlin.lib import clock

HELP = "print the right greeting for a name, an hour and a day"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--name", required=True, help="one name, or several: 周建国、王芳")
    parser.add_argument("--gender", choices=("m", "f"), default="", help="left out: not known")
    parser.add_argument("--at", type=_hour, metavar="HH:MM", help="the hour (now when left out)")
    parser.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the day (today)")


def run(options: argparse.Namespace, url: str) -> int:
    """Print the greeting; return the exit code."""
    from nuanlin.lib.language.greeting import Guest, greeting

    now = clock.local(timezone.now())
    day, hour = options.date or now.date(), options.at or now.time()
    at = datetime.combine(day, hour, clock.SHANGHAI)
    with translation.override("zh-hans"):
        print(greeting([Guest(options.name, options.gender)], at))
    return 0


def _hour(typed: str) -> time:
    try:
        return datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is no hour such as 08:30") from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is no day such as 2026-02-17") from None
