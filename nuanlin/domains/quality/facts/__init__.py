"""What the figures count, kept beside the cases and brought up to date when it is read."""

from nuanlin.domains.quality.facts.keeping import TABLES, bring_up_to_date, build_anew

__all__ = ["TABLES", "bring_up_to_date", "build_anew"]
