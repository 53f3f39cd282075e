"""The figures as tables, with what a plain client of the database does beside them."""

from typing import Any

from rich.console import Console
from rich.table import Table

Figures = dict[str, Any]


def ratios(found: Figures) -> Figures:
    """Return ours as a share of the bare limit (1 would be no cost at all)."""
    made: Figures = {}
    if "create" in found:
        ways = found["create"]
        for way in ("pages", "api"):
            for number, figures in ways[way].items():
                share = figures["per_second"] / ways["bare"][number]["per_second"]
                made[f"create by {way}, {number} at once"] = round(share, 3)
    for size, pages in found.get("pages", {}).items():
        for name, figures in pages.items():
            if "bare_p50_ms" in figures:
                made[f"{name}, {size} cases"] = round(figures["bare_p50_ms"] / figures["p50_ms"], 3)
    for times, figures in found.get("roster", {}).items():
        share = figures["load_per_second"] / figures["copy_per_second"]
        made[f"roster × {times}, loading"] = round(share, 3)
    if "alarms" in found:
        one = found["alarms"]
        made[f"sweep, {one['cases']} open cases"] = round(one["bare_ms"] / one["ours_ms"], 3)
    return made


def show(result: Figures) -> None:
    """Print every table that there are figures for."""
    console = Console()
    tables = {"start": _start, "roster": _roster, "create": _writing, "loops": _writing,
              "pages": _pages, "alarms": _alarms,
              "words": _words, "language": _language}  # fmt: skip
    for name, table in tables.items():
        if name in result:
            console.print(table(name, result[name]))
    if result["ratios"]:
        title = "Ours as a share of the bare limit"
        shares = Table("", "", title=title, title_justify="left", show_header=False)
        for name, share in result["ratios"].items():
            shares.add_row(name, f"{share:.0%}")
        console.print(shares)


def _writing(name: str, found: Figures) -> Table:
    title = {"create": "Creating a case", "loops": "Whole loops, the worker running"}[name]
    table = Table("", "at once", "a second", "p50 ms", "p95 ms", title=title, title_justify="left")
    for way, numbers in found.items():
        for number, figures in numbers.items():
            table.add_row(
                way, number, f"{figures['per_second']:,.0f}" if figures["per_second"] > 20
                else f"{figures['per_second']:.1f}", _ms(figures["p50_ms"]), _ms(figures["p95_ms"]),
            )  # fmt: skip
    return table


def _pages(name: str, found: Figures) -> Table:
    columns = ["", "cases", "p50 ms", "p95 ms", "statements", "data alone ms", "bare ms"]
    table = Table(*columns, title="Pages, one client", title_justify="left")
    for page in next(iter(found.values())):
        for row, (size, pages) in enumerate(found.items()):
            one = pages[page]
            times = [_ms(one["p50_ms"]), _ms(one["p95_ms"]), str(one["statements"])]
            others = [_ms(one["data_p50_ms"]), _ms(one.get("bare_p50_ms"))]
            table.add_row("" if row else page, f"{int(size):,}", *times, *others)
        table.add_section()
    return table


def _alarms(name: str, found: Figures) -> Table:
    title = f"The sweep of alarms over {found['cases']:,} open cases"
    table = Table("", "ms", title=title, title_justify="left")
    table.add_row("nothing due", _ms(found["idle_ms"]))
    table.add_row(f"{found['lapsed']:,} newly lapsed", _ms(found["ours_ms"]))
    table.add_row("the same, bare", _ms(found["bare_ms"]))
    return table


def _roster(name: str, found: Figures) -> Table:
    columns = ["", "rows", "read", "loaded", "unchanged", "bare COPY"]
    table = Table(*columns, title="Roster, rows a second", title_justify="left")
    for times, one in found.items():
        keys = ("read", "load", "again", "copy")
        speeds = [f"{one[f'{key}_per_second']:,}" for key in keys]
        table.add_row(f"× {times}", f"{one['rows']:,}", *speeds)
    return table


def _words(name: str, found: Figures) -> Table:
    title = f"Words of {found['cases']:,} cases, learnt in {found['learning_seconds']:.1f} s"
    table = Table("", "held out", "first", "among three", title=title, title_justify="left")
    shares = {"categories": found["categories"], "urgency": found["urgency"]} | found["worst"]
    for label, one in shares.items():
        table.add_row(label, f"{one['cases']:,}", f"{one['first']:.1%}", f"{one['three']:.1%}")
    table.add_row("a guess takes", f"{found['guess_ms']:.2f} ms", "", "")
    return table


def _language(name: str, found: Figures) -> Table:
    title = "Checking an outgoing text"
    table = Table("", "characters", "p50 ms", "p95 ms", title=title, title_justify="left")
    for text, one in found.items():
        table.add_row(text, str(one["characters"]), _ms(one["p50_ms"]), _ms(one["p95_ms"]))
    return table


def _start(name: str, found: Figures) -> Table:
    first, second = found["first_seconds"], found["second_seconds"]
    title = f"Start: the first {first:.1f} s, the second {second:.1f} s"
    table = Table("", "processes", "MB", title=title, title_justify="left")
    for service, one in found["memory"].items():
        table.add_row(service, f"{one['processes']:.0f}", f"{one['megabytes']:.0f}")
    together = sum(one["megabytes"] for one in found["memory"].values())
    table.add_row("together", "", f"{together:.0f}")
    return table


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"
