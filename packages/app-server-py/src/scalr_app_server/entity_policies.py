"""An entity's rules as SQL: the same statements as those of the TypeScript backends."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Date, DateTime, ForeignKeyConstraint, Table

from .access_rules import VERBS, AccessRule, GroupRule, OwnerRule, SharedRule, Verb
from .entity import Entity
from .sql_text import literal, quoted

_USER = "nullif(current_setting('app.user_id', true), '')"
_GROUPS = "coalesce(nullif(current_setting('app.groups', true), ''), '[]')::jsonb"
_RIGHTS: dict[Verb, str] = {"read": "select", "create": "insert", "update": "update", "delete": "delete"}


def policy_statements(entity: Entity, runtime_role: str) -> list[str]:
    """The statements that make an entity's rules true in Postgres, whatever was there before. In them:

    - row-level security, forced, so that it binds the owner of the table and its views too
    - one permissive policy for each verb that somebody may do, over `app.user_id` and `app.groups`
    - a new row belongs to whoever makes it
    - restrictive policies: a reference may only name a row that the person can read (foreign keys alone do not ask)
    - rights of the runtime role for these verbs and no other: no TRUNCATE, which no policy would stop
    - triggers for transitions, an exclusion constraint for overlaps
    """
    rules, table = entity.rules, qualified_name(entity.table)
    schema, role = quoted(entity.table.schema or "public"), quoted(runtime_role)
    either = {verb: " or ".join(_condition(entity, rule) for rule in rules[verb]) for verb in VERBS}
    is_mine = "" if entity.owner_key is None else f" and {_condition(entity, OwnerRule(entity.owner_key))}"
    policies: dict[Verb, str] = {
        "read": f"for select using ({either['read']})",
        "create": f"for insert with check (({either['create']}){is_mine})",
        "update": f"for update using ({either['update']}) with check ({either['update']})",
        "delete": f"for delete using ({either['delete']})",
    }
    verbs = [verb for verb in VERBS if rules[verb]]
    return [
        f"alter table {table} enable row level security, force row level security",
        *(f"create policy scalr_{verb} on {table} {policies[verb]}" for verb in verbs),
        *_reference_policies(entity, table),
        f"grant usage on schema {schema} to {role}",
        f"grant usage on all sequences in schema {schema} to {role}",
        f"grant {', '.join(_RIGHTS[verb] for verb in verbs)} on {table} to {role}",
        *_transition_triggers(entity, table),
        *_overlap_constraint(entity, table),
    ]


def qualified_name(table: Table) -> str:
    return f"{quoted(table.schema or 'public')}.{quoted(table.name)}"


def references(entity: Entity) -> Sequence[ForeignKeyConstraint]:
    """Foreign keys in the order of their first columns: their number is part of a policy's name."""
    order = {column.name: at for at, column in enumerate(entity.table.columns)}
    return sorted(entity.table.foreign_key_constraints, key=lambda key: [order[name] for name in key.column_keys])


def _condition(entity: Entity, rule: AccessRule) -> str:
    """Without a subquery, so that Postgres may use an index and a policy may be asked from within another."""
    if isinstance(rule, OwnerRule):
        return f"{quoted(entity.columns[rule.column].name)} = {_USER}"
    if isinstance(rule, SharedRule):
        return f"{_USER} is not null"
    if isinstance(rule, GroupRule):
        return f"{_GROUPS} ? {literal(rule.group)}"
    return "true"


def _reference_policies(entity: Entity, table: str) -> Iterator[str]:
    for index, key in enumerate(references(entity)):
        target = qualified_name(key.referred_table)
        pairs = [(element.parent.name, element.column.name) for element in key.elements]
        same = " and ".join(f"target.{quoted(theirs)} = {table}.{quoted(ours)}" for ours, theirs in pairs)
        unset = " or ".join(f"{quoted(ours)} is null" for ours, _ in pairs)
        # Every name in it is quoted.
        seen = f"exists (select 1 from {target} target where {same})"  # noqa: S608
        policy = f"create policy scalr_reference_{index}_{{}} on {table} as restrictive"
        yield f"{policy.format('create')} for insert with check ({unset} or {seen})"
        yield f"{policy.format('update')} for update using (true) with check ({unset} or {seen})"


def _transition_triggers(entity: Entity, table: str) -> Iterator[str]:
    for key, allowed in entity.transitions.items():
        column = entity.columns[key].name
        routine = f"scalr.{quoted(f'transition_{entity.names.table}_{column}')}"
        steps = [f"({literal(before)}, {literal(after)})" for before, all_ in allowed.items() for after in all_]
        listed = ", ".join(steps) or "(null, null)"
        # Where nothing is said of new rows, they may begin in any state that is named.
        starts = "" if "" in allowed else "if tg_op = 'INSERT' then return new; end if;"
        body = f"""
        declare
          before text := case when tg_op = 'INSERT' then '' else old.{quoted(column)}::text end;
          after text := new.{quoted(column)}::text;
        begin
          {starts}
          if tg_op = 'UPDATE' and before is not distinct from after then return new; end if;
          if (before, after) in ({listed}) then return new; end if;
          raise exception using errcode = '23514', constraint = {literal(f"scalr_transition_{column}")},
            schema = tg_table_schema, table = tg_table_name, column = {literal(column)},
            message = format('no transition from %L to %L', before, after);
        end"""
        yield f"create or replace function {routine}() returns trigger language plpgsql as {literal(body)}"
        yield (
            f"create trigger {quoted(f'scalr_transition_{column}')} before insert or update on {table} "
            f"for each row execute function {routine}()"
        )


def _overlap_constraint(entity: Entity, table: str) -> Iterator[str]:
    if entity.no_overlap is None:
        return
    columns = entity.columns
    start, end = columns[entity.no_overlap["from"]], columns[entity.no_overlap["to"]]
    kind = "daterange" if isinstance(start.type, Date) else "int8range"
    kind = "tstzrange" if isinstance(start.type, DateTime) else kind
    parts = [f"{quoted(columns[key].name)} with =" for key in entity.no_overlap["key"]]
    parts.append(f"{kind}({quoted(start.name)}, {quoted(end.name)}) with &&")
    # Trusted: whoever owns the database may have it. Equality beside a range needs it.
    yield "create extension if not exists btree_gist"
    yield f"alter table {table} add constraint scalr_no_overlap exclude using gist ({', '.join(parts)})"
