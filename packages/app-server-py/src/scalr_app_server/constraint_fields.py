"""Which fields of JSON a failed statement is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from .entity import Entity
from .entity_policies import references

_CONSTRAINTS = b"""
  select t.relname, k.conname, a.attname
  from pg_constraint k join pg_class t on t.oid = k.conrelid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = any(k.conkey)
  where k.contype <> 'n'
    and t.relnamespace not in (select oid from pg_namespace where nspname ~ '^(pg_|information_schema|scalr)')
  union
  select t.relname, i.relname, a.attname
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = any(x.indkey::int2[])
  where x.indisunique
    and t.relnamespace not in (select oid from pg_namespace where nspname ~ '^(pg_|information_schema|scalr)')
  order by 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class ConstraintFields:
    """Names in JSON. Without the owner's column, which nobody sends."""

    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    constraints: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    references: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    def of_constraint(self, table: str | None, constraint: str | None) -> Sequence[str]:
        """Of a constraint or unique index of that table."""
        return self.constraints.get((table or "", constraint or ""), ())

    def of_column(self, table: str | None, column: str | None) -> Sequence[str]:
        key = self.columns.get((table or "", column or ""))
        return () if key is None else (key,)

    def of_policy(self, table: str, policy: str) -> Sequence[str] | None:
        """Of the reference whose policy said no; None: another policy did."""
        return self.references.get((table, re.sub(r"_(?:create|update)$", "", policy)))


def read_constraint_fields(connection: psycopg.Connection[Any], entities: Sequence[Entity]) -> ConstraintFields:
    """Asks the database, so that constraints of every origin are known: a model's, an entity's, a migration's own."""
    if not entities:
        return ConstraintFields()
    keys: dict[tuple[str, str], str] = {}
    of_reference: dict[tuple[str, str], Sequence[str]] = {}
    for entity in entities:
        table = entity.table.name
        keys |= {(table, column.name): key for key, column in entity.columns.items() if key != entity.owner_key}
        for index, reference in enumerate(references(entity)):
            names = [(table, element.parent.name) for element in reference.elements]
            of_reference[table, f"scalr_reference_{index}"] = [keys[name] for name in names if name in keys]
    constraints: dict[tuple[str, str], list[str]] = {}
    for owner, name, column in connection.execute(_CONSTRAINTS).fetchall():
        if (owner, column) in keys:
            constraints.setdefault((owner, name), []).append(keys[owner, column])
    return ConstraintFields(keys, constraints, of_reference)
