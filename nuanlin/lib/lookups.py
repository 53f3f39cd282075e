"""Conditions that Django lacks."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler


class Holds(Lookup):
    """Whether a text holds these words, small or capital: ``Holds(F("title"), "wifi")``.

    Django's ``icontains`` compares capitals of both, which no trigram index finds, and whose share
    of rows the planner can only guess.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the condition."""
        text, values = self.process_lhs(compiler, connection)
        return f"{text} ILIKE %s", (*values, f"%{connection.ops.prep_for_like_query(self.rhs)}%")


def characters_of(*columns: str) -> Func:
    """Return the characters of some columns, all small, as an array that an index can hold."""
    return Func(
        *map(F, columns),
        arg_joiner=" || ",
        template="string_to_array(lower(%(expressions)s), NULL)",
        output_field=ArrayField(TextField()),
    )
