"""The documents name only what exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_path_in_the_procedures_exists():
    text = (ROOT / "docs" / "procedures.md").read_text(encoding="utf-8")
    named = {path for path in re.findall(r"`([^`]+)`", text) if "/" in path}
    missing = {
        path for path in named if not ((ROOT / path).exists() or (ROOT / "nuanlin" / path).exists())
    }
    assert missing - {"nuanlin/"} == set()


def test_every_link_between_documents_leads_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", page.read_text("utf-8")):
            link = target[0] or target[1]
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_architecture_fits_two_pages():
    lines = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
