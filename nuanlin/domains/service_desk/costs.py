"""What was used up and worked in the visits of a case, with its prices (B8, E1).

The office charges it later; nothing here asks for money.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

FEN = Decimal("0.01")


class CostLine(NamedTuple):
    """So much of something, at a price of one in yuan, and the amount of all."""

    name: str
    quantity: str
    unit: str
    price: Decimal
    labour: bool
    amount: Decimal


class Costs(NamedTuple):
    """The lines of one visit or several, and their sum in yuan."""

    lines: list[CostLine]
    total: Decimal


def amount_of(quantity: Decimal, price: Decimal) -> Decimal:
    """Return what so much of something costs, rounded to the fen."""
    return (quantity * price).quantize(FEN, ROUND_HALF_UP)


def costs_of(rounds: Iterable[Any]) -> Costs:
    """Return the costs of rounds as ``case_page`` reads them, in the order of the visits."""
    lines = [_line(used) for round_ in rounds for used in round_.used]
    return Costs(lines, sum((line.amount for line in lines), Decimal(0)))


def _line(used: dict[str, Any]) -> CostLine:
    quantity, price = Decimal(str(used["quantity"])), Decimal(str(used["price"]))
    return CostLine(
        name=used["name"],
        quantity=f"{quantity.normalize():f}",
        unit=used["unit"],
        price=price,
        labour=used["labour"],
        amount=amount_of(quantity, price),
    )
