"""Puts the declared access rules into the database."""

import hashlib
from collections.abc import Sequence
from typing import Any

import psycopg

from .entity import Entity
from .entity_policies import policy_statements, qualified_name
from .errors import runtime_role_missing, table_without_access
from .sql_text import quoted

Connection = psycopg.Connection[Any]

# Tables of the app: not Postgres', not an extension's, not ours.
_APP_TABLES = """
  select c.oid, c.relname, n.nspname, c.relrowsecurity, c.relforcerowsecurity, c.relacl
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('scalr', 'information_schema') and n.nspname !~ '^pg_'
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')"""

# Everything of the database that decides who may do what, as one fingerprint. Names rather than numbers: it survives
# a restore.
_STATE = f"""
  with tables as ({_APP_TABLES}), lines as (
    select format('%I.%I %s %s %s', nspname, relname, relrowsecurity, relforcerowsecurity, relacl) as line from tables
    union all
    select format('%I.%I %I %s %s %s %s %s', nspname, relname, polname, polcmd, polpermissive, polroles::regrole[],
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    from pg_policy p join tables t on t.oid = p.polrelid
    union all
    select format('%s %s %s', pg_get_triggerdef(g.oid), g.tgenabled, pg_get_functiondef(g.tgfoid))
    from pg_trigger g join tables t on t.oid = g.tgrelid where g.tgname like 'scalr\\_%'
    union all
    select format('%I.%I %s', nspname, relname, pg_get_constraintdef(k.oid))
    from pg_constraint k join tables t on t.oid = k.conrelid where k.conname like 'scalr\\_%'
  )
  select md5(coalesce(string_agg(line, E'\\n' order by line), '')) as state from lines"""  # noqa: S608

_OWN_TABLE = """
  create table if not exists scalr.access (
    only_one boolean primary key default true check (only_one),
    declared text not null,
    state text not null
  )"""

_RUNTIME_ROLE = """
  select left(current_user, 55) || '_runtime', exists (select 1 from pg_roles
    where rolname = left(current_user, 55) || '_runtime' and pg_has_role(oid, 'member')
      and not rolsuper and not rolbypassrls)"""

_LEFT_OVERS = """
  select format('drop policy %%I on %%s', polname, %(table)s::text)
    from pg_policy where polrelid = %(table)s::text::regclass
  union all
  select format('drop trigger %%I on %%s', tgname, %(table)s::text) from pg_trigger
    where tgrelid = %(table)s::text::regclass and tgname like 'scalr\\_%%'
  union all
  select format('alter table %%s drop constraint %%I', %(table)s::text, conname) from pg_constraint
    where conrelid = %(table)s::text::regclass and conname like 'scalr\\_%%'"""


def apply_access(connection: Connection, entities: Sequence[Entity]) -> str | None:
    """Makes the declared access rules true, under the lock of the migrations and right after them.

    In the transaction of the connection, which is the caller's to keep. Does nothing when both what is declared and
    what the database says are as they were left: then no table is locked. What else was changed by hand is undone.

    :returns: the role that requests run as; None: the app has no tables
    :raises ScalrError: `TABLE_WITHOUT_ACCESS`, `RUNTIME_ROLE_MISSING`
    """
    _refuse_undeclared(connection, entities)
    if not entities:
        return None
    role, exists = _rows(connection, _RUNTIME_ROLE)[0]
    if not exists:
        raise runtime_role_missing(role)
    statements = [statement for entity in entities for statement in policy_statements(entity, role)]
    declared = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    _run(connection, _OWN_TABLE)
    left = _rows(connection, "select declared, state from scalr.access")
    if left == [(declared, _state_of(connection))]:
        return str(role)
    for entity in entities:
        _clear(connection, qualified_name(entity.table), role)
    for statement in statements:
        _run(connection, statement)
    connection.execute(
        "insert into scalr.access (declared, state) values (%s, %s) "
        "on conflict (only_one) do update set declared = excluded.declared, state = excluded.state",
        (declared, _state_of(connection)),
    )
    return str(role)


def release_owner(connection: Connection) -> None:
    """Lets the owner of the tables change everybody's rows, which is what migrations do.

    Requests are bound all the while: their role is not the owner. Should the process die in between, the next start
    binds the owner again.
    """
    forced = f"select format('%I.%I', nspname, relname) from ({_APP_TABLES}) tables where relforcerowsecurity"  # noqa: S608
    for (name,) in _rows(connection, forced):
        _run(connection, f"alter table {name} no force row level security")


def _refuse_undeclared(connection: Connection, entities: Sequence[Entity]) -> None:
    declared = {qualified_name(entity.table) for entity in entities}
    undeclared = [
        relname if nspname == "public" else f"{nspname}.{relname}"
        for _, relname, nspname, *_ in _rows(connection, _APP_TABLES)
        if f"{quoted(nspname)}.{quoted(relname)}" not in declared
    ]
    if undeclared:
        raise table_without_access(sorted(undeclared), "the database")


def _clear(connection: Connection, table: str, role: str) -> None:
    for (statement,) in connection.execute(_LEFT_OVERS, {"table": table}).fetchall():
        _run(connection, statement)
    _run(connection, f"revoke all on {table} from public, {quoted(role)}")


def _state_of(connection: Connection) -> str:
    return str(_rows(connection, _STATE)[0][0])


def _rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def _run(connection: Connection, statement: str) -> None:
    # Without parameters nothing in it is a placeholder.
    connection.execute(statement.encode())
