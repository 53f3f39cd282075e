"""How well the words of the demonstration are understood, and how long learning them takes."""

import time
from typing import Any

from django.db import transaction

from nuanlin.demonstration.loading import load_demonstration
from nuanlin.domains.service_desk.actions import retrain
from nuanlin.domains.service_desk.models import SuggestionModel
from nuanlin.domains.service_desk.queries import suggest

WORST = 3
GUESSES = 100
SAID = "厨房水管漏水，接头那里一直滴"


def measure() -> dict[str, Any]:
    """Return the accuracy on held-out cases of the demonstration, which vanishes afterwards."""
    with transaction.atomic():
        load_demonstration()
        SuggestionModel.objects.all().delete()
        began = time.perf_counter()
        kept = retrain()
        learning = time.perf_counter() - began
        suggest(SAID)
        began = time.perf_counter()
        for _ in range(GUESSES):
            suggest(SAID)
        guess_ms = (time.perf_counter() - began) * 1000 / GUESSES
        transaction.set_rollback(True)
    shares = kept.accuracy["by_category"]
    worst = sorted(shares, key=lambda code: shares[code]["first"])[:WORST]
    return {
        "cases": kept.cases,
        "learning_seconds": round(learning, 2),
        "guess_ms": round(guess_ms, 3),
        "categories": kept.accuracy["categories"],
        "urgency": kept.accuracy["urgency"],
        "worst": {code: shares[code] for code in worst},
    }
