"""What Alembic does not compare: CHECK constraints, and defaults of columns.

Postgres keeps both in its own words, so the models are made as well, empty and in a schema of their own, and Postgres
says both in the same words. Whoever asks works on a copy of the database.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, text

_MODELS = "scalr_models"

_CHECKS = """
  select c.relname, k.conname, pg_get_expr(k.conbin, k.conrelid)
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'c' and k.conname not like 'scalr\\_%' and n.nspname = :schema"""

_DEFAULTS = """
  select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid)
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and n.nspname = :schema"""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Rules:
    checks: Mapping[Key, str]
    """Expression by table and name."""
    defaults: Mapping[Key, tuple[str, str | None]]
    """Type and expression by table and column."""

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self.defaults}


@dataclass(frozen=True, slots=True)
class RuleDifferences:
    """Lines of a migration, with calls of `op` and `sa`."""

    tables: Sequence[str]
    """That something of this is about."""
    up_before: Sequence[str]
    """Before columns come and go: a rule may be about one that goes."""
    up_after: Sequence[str]
    """After that: a rule may be about one that came."""
    down_before: Sequence[str]
    down_after: Sequence[str]


def rule_differences(connection: Connection, models: MetaData) -> RuleDifferences:
    """What the models say of tables that are there, against what those say. Leaves nothing behind."""
    is_now = _rules_of(connection, "public")
    connection.execute(text(f"create schema {_MODELS}"))
    # Types and functions that only the database has are found behind it.
    connection.execute(text(f"set local search_path to {_MODELS}, public"))
    theirs = [table for table in models.sorted_tables if table.schema is None]
    models.create_all(connection, tables=theirs, checkfirst=False)
    shall_be = _rules_of(connection, _MODELS)
    connection.rollback()

    both = is_now.tables & shall_be.tables
    former = {key: rule for key, rule in is_now.checks.items() if key[0] in both}
    wanted = {key: rule for key, rule in shall_be.checks.items() if key[0] in both}
    drops = sorted(key for key, rule in former.items() if wanted.get(key) != rule)
    adds = sorted(key for key, rule in wanted.items() if former.get(key) != rule)
    changed = sorted(
        key for key, (kind, preset) in shall_be.defaults.items() if _is_changed(is_now.defaults.get(key), kind, preset)
    )
    return RuleDifferences(
        tables=sorted({table for table, _ in [*drops, *adds, *changed]}),
        up_before=[_drop(key) for key in drops],
        up_after=[
            *(_default(key, shall_be.defaults[key][1]) for key in changed),
            *(_add(key, wanted[key]) for key in adds),
        ],
        down_before=[_drop(key) for key in reversed(adds)],
        down_after=[
            *(_default(key, is_now.defaults[key][1]) for key in changed),
            *(_add(key, former[key]) for key in drops),
        ],
    )


def _rules_of(connection: Connection, schema: str) -> _Rules:
    given = {"schema": schema}
    checks = connection.execute(text(_CHECKS), given).all()
    defaults = connection.execute(text(_DEFAULTS), given).all()
    return _Rules(
        checks={(table, name): rule for table, name, rule in checks},
        defaults={(table, column): (kind, preset) for table, column, kind, preset in defaults},
    )


def _is_changed(was: tuple[str, str | None] | None, kind: str, preset: str | None) -> bool:
    # A type that changes brings its default along, in other words. Sequences are named after their first table.
    if was is None or was[0] != kind or any((one or "").startswith("nextval(") for one in (was[1], preset)):
        return False
    return was[1] != preset


def _drop(key: Key) -> str:
    table, name = key
    return f'op.drop_constraint(op.f({json.dumps(name)}), {json.dumps(table)}, type_="check")'


def _add(key: Key, rule: str) -> str:
    table, name = key
    return f"op.create_check_constraint(op.f({json.dumps(name)}), {json.dumps(table)}, {_sql(rule)})"


def _default(key: Key, preset: str | None) -> str:
    table, column = key
    value = "None" if preset is None else _sql(preset)
    return f"op.alter_column({json.dumps(table)}, {json.dumps(column)}, server_default={value})"


def _sql(expression: str) -> str:
    """As SQLAlchemy reads it: a colon before a word would be a parameter."""
    escaped = re.sub(r"(?<![:\w\\]):(?=\w+(?![:\w]))", r"\\:", expression)
    return f"sa.text({json.dumps(escaped, ensure_ascii=False)})"
