"""How demonstration accounts are shown on a terminal."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table


def show(accounts: list[dict[str, str]]) -> None:
    """Print one line an account under the names of its fields."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name in accounts[0]:
        table.add_column(name.replace("_", " "), style="bold" if name == "password" else "")
    for account in accounts:
        table.add_row(*account.values())
    Console().print(Padding(table, (0, 0, 1, 2)))
