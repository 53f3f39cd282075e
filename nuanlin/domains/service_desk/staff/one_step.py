"""What a step at a case is made of: its words, its form, the action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nuanlin.domains.service_desk.forms.desk import StepForm
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One verb of the desk: its words, its form, the action it calls."""

    title: Any
    short: Any
    button: Any
    told: Any
    icon: str
    form: type[StepForm]
    act: Callable[[int, Given, Actor], Case]
    note: Any = ""
    tone: str = "persimmon"
    kind: str = "main"
