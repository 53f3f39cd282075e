"""Parse every page's template, so that a slip is found before somebody opens the page.

python -m nuanlin.config.templates
"""

import os
import sys
from pathlib import Path


def faults() -> list[str]:
    """Return one line a template that does not parse or names one that is not there."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")
    django.setup()
    from django.conf import settings
    from django.template import engines
    from jinja2 import TemplateError, meta

    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    known = set(environment.list_templates(extensions=["html", "txt", "typ", "js", "svg"]))
    found = []
    for name in sorted(known):
        source, path, _fresh = environment.loader.get_source(environment, name)
        shown = Path(path).relative_to(settings.BASE_DIR)
        try:
            tree = environment.parse(source, name, path)
            environment.compile(tree, name, path)  # finds unknown filters and tests
        except TemplateError as error:
            found.append(f"{shown}:{getattr(error, 'lineno', None) or 1}: {error}")
            continue
        for wanted in meta.find_referenced_templates(tree):
            if wanted is not None and wanted not in known:
                found.append(f"{shown}: there is no template {wanted}")
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems) or "Every template parses.")
    sys.exit(bool(problems))
