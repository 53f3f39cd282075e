"""``bin/nuanlin create-admin``: the first account, from which all others are made."""

import argparse
import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from nuanlin.config.starter.terminal import Trouble, say
from nuanlin.foundation.accounts.actors import Actor, PostFacts, Role

HELP = "make an administrator's account"
# Whoever can run this holds the database itself: no account stands above that.
OPERATOR = Actor(
    account_id=None,
    name="bin/nuanlin",
    posts=(PostFacts(Role.ADMINISTRATOR, community_id=None, department_id=None),),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--name", help="the administrator's name (asked for when left out)")
    parser.add_argument("--phone", help="the phone number to sign in with (asked for as well)")
    parser.epilog = "The password is asked for, or read from standard input when that is a pipe."


def run(options: argparse.Namespace, url: str) -> int:
    """Make the account; return the exit code. Raises Trouble."""
    from nuanlin.domains.people.actions import staff
    from nuanlin.foundation.accounts.usernames import shown_username
    from nuanlin.foundation.audit.refusals import Refusal

    facts = staff.StaffFacts(
        name=options.name or _ask("Name: "), phone=options.phone or _ask("Phone number: ")
    )
    post = staff.PostFacts(role=Role.ADMINISTRATOR)
    try:
        with translation.override("en"), transaction.atomic():
            account = staff.add_staff(facts=facts, post=post, by=OPERATOR).account
            password = _password()
            validate_password(password, account)
            account.set_password(password)
            account.must_change_password = False
            account.save(update_fields=["password", "must_change_password"])
    except Refusal as refusal:
        raise Trouble(refusal.sentence) from None
    except ValidationError as invalid:
        raise Trouble(" ".join(invalid.messages)) from None
    say(f"{facts.name} can sign in as {shown_username(account.username)}.")
    say("A second step (an app's code or a passkey) is asked for at the first sign-in.")
    return 0


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise Trouble("Nobody is there to ask: give --name and --phone.")
    return input(question).strip()


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise Trouble("The two passwords differ: nothing was made.")
    return password
