"""Every route of Nuanlin with sample arguments, for the sweeps over all of them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Machines' doors and the browser's own files: no page, no secret.
LEFT_OUT = {"metrics", "healthz", "readyz", "api:api-root", "no_such_address"}


class Route(NamedTuple):
    """A named route and the names of its arguments."""

    name: str
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    """Return every named route, in the order of the address tables."""
    return [route for route in _walk(get_resolver(), "") if route.name not in LEFT_OUT]


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield Route(f"{namespace}{entry.name}", tuple(entry.pattern.converters))


def address(route: Route, samples: dict[str, Any]) -> str:
    """Return the path of ``route`` with sample arguments; a new argument needs a sample."""
    missing = [name for name in route.arguments if name not in samples]
    assert not missing, f"{route.name} takes {missing}: add a sample in tests/samples"
    chosen = {name: samples.get(f"{route.name}.{name}", samples[name]) for name in route.arguments}
    return reverse(route.name, kwargs=chosen)
