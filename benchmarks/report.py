"""The figures as tables, with what a plain client of the database does beside them."""

from collections.abc import Iterator
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
    for size, figures in _of_sizes(found):
        for name, one in figures.items():
            if "bare_p50_ms" in one:
                made[f"{name}, {size} cases"] = round(one["bare_p50_ms"] / one["p50_ms"], 3)
    for times, figures in found.get("roster", {}).items():
        share = figures["load_per_second"] / figures["copy_per_second"]
        made[f"roster × {times}, loading"] = round(share, 3)
    if "conversations" in found:
        talk = found["conversations"]
        made["messages a second"] = round(talk["most_a_second"] / talk["bare"]["a_second"], 3)
    return made | _of_rows(found) | _of_deliveries(found.get("deliveries", {}))


def _of_rows(found: Figures) -> Figures:
    """Return the share of the bare limit for what is done to many rows at once."""
    made: Figures = {}
    if "notices" in found:
        one = found["notices"]
        share = one["bare_seconds"] / one["ours_seconds"]
        made[f"notice to {one['homes']:,} homes"] = round(share, 3)
        answers = one["answers"]
        made["confirmations"] = round(answers["per_second"] / answers["bare"]["per_second"], 3)
    if "alarms" in found:
        one = found["alarms"]
        made[f"sweep, {one['cases']} open cases"] = round(one["bare_ms"] / one["ours_ms"], 3)
    return made


def _of_deliveries(found: Figures) -> Figures:
    names = {"telling in the app": "app", "sending by the engine": "engine"}
    return {
        label: round(found[name]["a_second"] / found[f"{name}_bare"]["a_second"], 3)
        for label, name in names.items()
        if found
    }


def _of_sizes(found: Figures) -> Iterator[tuple[str, Figures]]:
    """Yield each number of cases with the figures that stand beside a bare limit, by name."""
    yield from found.get("pages", {}).items()
    for size, figures in found.get("similar", {}).items():
        yield size, {"the same fault": figures}


def show(result: Figures) -> None:
    """Print every table that there are figures for."""
    console = Console()
    tables = {"start": _start, "roster": _roster, "create": _writing, "loops": _writing,
              "pages": _pages, "similar": _similar, "alarms": _alarms,
              "words": _words, "language": _language,
              "conversations": _conversations, "notices": _notices, "rounds": _rounds,
              "ledger": _ledger, "deliveries": _deliveries}  # fmt: skip
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


def _similar(name: str, found: Figures) -> Table:
    columns = ["cases", "p50 ms", "p95 ms", "bare p50 ms", "bare p95 ms"]
    table = Table(*columns, title="What may be the same fault", title_justify="left")
    for size, one in found.items():
        keys = ("p50_ms", "p95_ms", "bare_p50_ms", "bare_p95_ms")
        table.add_row(f"{int(size):,}", *(_ms(one[key]) for key in keys))
    return table


def _alarms(name: str, found: Figures) -> Table:
    title = f"The sweep of alarms over {found['cases']:,} open cases"
    table = Table("", "ms", title=title, title_justify="left")
    table.add_row("nothing due", _ms(found["idle_ms"]))
    table.add_row(f"{found['lapsed']:,} newly lapsed", _ms(found["ours_ms"]))
    table.add_row("the same, bare", _ms(found["bare_ms"]))
    return table


def _notices(name: str, found: Figures) -> Table:
    title = f"A notice to {found['homes']:,} homes and {found['people']:,} people"
    table = Table("", "", title=title, title_justify="left", show_header=False)
    table.add_row("frozen and queued", f"{found['ours_seconds']:.2f} s")
    table.add_row("the same rows, bare", f"{found['bare_seconds']:.2f} s")
    answers = found["answers"]
    table.add_row("confirmations a second, over HTTP", f"{answers['per_second']:,.0f}")
    taken = " / ".join(_ms(answers[f"{name}_ms"]) for name in ("p50", "p95", "p99"))
    table.add_row("each, p50 / p95 / p99", f"{taken} ms")
    shown = answers["shown"]
    table.add_row(
        "until the open ledger shows it, p50 / p95",
        f"{_ms(shown['p50_ms'])} / {_ms(shown['p95_ms'])} ms",
    )
    table.add_row("acknowledged", f"{answers['acknowledged']:,}")
    table.add_row("of them missing / counted twice", f"{answers['missing']} / {answers['twice']}")
    table.add_row("the same rows, bare, a second", f"{answers['bare']['per_second']:,.0f}")
    return table


def _rounds(name: str, found: Figures) -> Table:
    title = f"A phone round: {found['callers']} callers, {found['homes']:,} homes"
    table = Table("", "", title=title, title_justify="left", show_header=False)
    table.add_row("its list", f"{found['list_seconds']} s")
    table.add_row("calls a second, taken and ended", f"{found['per_second']:,}")
    table.add_row("one of them, p50 / p95", f"{_ms(found['p50_ms'])} / {_ms(found['p95_ms'])} ms")
    table.add_row("homes in two hands", str(found["twice"]))
    return table


def _ledger(name: str, found: Figures) -> Table:
    title = f"The reach ledger of {found['homes']:,} homes, {found['statements']} statements"
    table = Table("", "ms", title=title, title_justify="left")
    table.add_row("its page, p50", _ms(found["p50_ms"]))
    table.add_row("its page, p95", _ms(found["p95_ms"]))
    table.add_row("its data alone", _ms(found["data_p50_ms"]))
    table.add_row("the same sums, bare", _ms(found["bare_p50_ms"]))
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


def _deliveries(name: str, found: Figures) -> Table:
    table = Table("", "a second", title="Messages", title_justify="left")
    rows = {
        "told in the app": "app",
        "the same bare": "app_bare",
        "sent by the engine": "engine",
        "the same bare ": "engine_bare",
        "mailed over TLS": "smtp",
    }
    for label, key in rows.items():
        table.add_row(label, f"{found[key]['a_second']:,.0f}")
    return table


def _conversations(name: str, found: Figures) -> Table:
    title = f"{found['connected']:,} residents connected at once"
    table = Table("", "p50 ms", "p95 ms", "p99 ms", title=title, title_justify="left")
    rows = {
        "from send to told": found["told"],
        "from send to seen": found["seen"],
        "a signal alone": found["signal"],
        "bare, from send to told": found["bare"]["told"],
    }
    for label, one in rows.items():
        table.add_row(label, *(_ms(one[key]) for key in ("p50_ms", "p95_ms", "p99_ms")))
    table.add_row("until the last of all has heard", _ms(found["everybody_ms"]), "", "")
    table.add_row("messages a second, at most", f"{found['most_a_second']:,.0f}", "", "")
    table.add_row("the same, bare", f"{found['bare']['a_second']:,.0f}", "", "")
    table.add_row("KB a connection", f"{found['kilobytes_a_connection']:.1f}", "", "")
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
