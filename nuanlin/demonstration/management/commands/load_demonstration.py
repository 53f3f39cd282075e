from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nuanlin.demonstration.loading import load_demonstration
from nuanlin.domains.estate.models import Community


class Command(BaseCommand):
    """Fill an empty installation with the demonstration community."""

    help = "Fill an empty installation with a believable community and ninety days of service."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        if Community.objects.exists():
            raise CommandError("This installation holds a community already; nothing was changed.")
        community = load_demonstration(seed=options["seed"])
        self.stdout.write(f"{community}: {community.cases.count()} cases in ninety days.")
