"""``bin/nuanlin demo-accounts``: with whom to try the demonstration."""

import argparse
import json

from nuanlin.config.starter.accounts import show
from nuanlin.config.starter.prepare import demonstration_accounts
from nuanlin.config.starter.terminal import say

HELP = "list one account per role of the demonstration"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace, url: str) -> int:
    """Print the accounts; return the exit code."""
    accounts = demonstration_accounts()
    if options.json:
        print(json.dumps(accounts, ensure_ascii=False, indent=1))
    elif accounts:
        show(accounts)
    else:
        say("The demonstration is not loaded here.")
    return 0
