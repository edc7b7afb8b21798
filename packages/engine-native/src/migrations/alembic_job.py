"""A process of its own: `python alembic_job.py <job as JSON>` on a copy of an app's database, at `DATABASE_URL`.

`{"doing": "draft", "src", "folder", "renames", "stamp"}` prints what the migrations lack, `{"differences", "text"}`
or null; `{"doing": "rehearse", "src", "folder"}` prints how the migrations went up, down and up.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, cast

import psycopg
from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from scalr_app_server.apply_access import release_owner
from scalr_app_server.database import Base
from scalr_app_server.find_models import find_models
from scalr_app_server.migrate import alembic_config
from scalr_app_server.schema_rules import rule_differences
from sqlalchemy import Connection, NullPool, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import NullType

VERSIONS = {"version_table": "alembic_version", "version_table_schema": "scalr"}
INDENT = "    "
DIALECT = postgresql.dialect()


class Bench:
    """The copy, and the migrations that run on it."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.connection = connection
        self.config = alembic_config(folder)
        self.config.attributes["connection"] = connection
        self.has_migrations = folder.is_dir() and any(folder.glob("*.py"))
        self.script = ScriptDirectory.from_config(self.config) if self.has_migrations else None
        connection.execute(text("create schema if not exists scalr"))
        release_owner(cast("psycopg.Connection[Any]", connection.connection.driver_connection))
        connection.commit()

    def heads(self) -> tuple[str, ...]:
        return MigrationContext.configure(self.connection, opts=VERSIONS).get_current_heads()

    def pending(self) -> list[str]:
        """Revisions that the copy lacks, the oldest first."""
        if self.script is None:
            return []
        walked = self.script.iterate_revisions("heads", self.heads() or "base")
        return [script.revision for script in reversed(list(walked))]

    def upgrade(self, revision: str) -> None:
        command.upgrade(self.config, revision)
        self.connection.commit()

    def downgrade(self, revision: str) -> None:
        command.downgrade(self.config, revision)
        self.connection.commit()


def draft(bench: Bench, job: dict[str, Any]) -> dict[str, Any] | None:
    find_models(Path(job["src"]))
    if bench.script is not None:
        bench.upgrade("heads")
    connection = bench.connection
    renames = [one for one in job["renames"] if _rename(connection, one["from"], one["to"])]
    columns = {
        table: {one["name"]: one for one in inspect(connection).get_columns(table)} for table in _tables(connection)
    }
    context = MigrationContext.configure(
        connection,
        opts={**VERSIONS, "target_metadata": Base.metadata, "compare_type": True, "include_object": _is_theirs},
    )
    script = produce_migrations(context, Base.metadata)
    up, down = script.upgrade_ops, script.downgrade_ops
    rules = rule_differences(connection, Base.metadata)
    if (up is None or up.is_empty()) and not renames and not rules.tables:
        return None
    differences = _differences(_flat(up), columns)
    differences["renamed"] = renames
    differences["tables"] = sorted({*differences["tables"], *rules.tables})
    body = {
        name: render_python_code(one, migration_context=context) if one is not None and not one.is_empty() else ""
        for name, one in (("up", up), ("down", down))
    }
    # Alembic keeps to itself which types of the dialect it wrote.
    dialect = any("postgresql." in text for text in body.values())
    forth = [_rename_line(one["from"], one["to"]) for one in renames]
    back = [_rename_line(one["to"], one["from"]) for one in reversed(renames)]
    head = list(bench.heads())
    comments = "".join(
        f"# {word}: {', '.join(names)}\n"
        for word, names in (("drops", differences["gone"]), ("narrows", differences["narrowed"]))
        if names
    )
    about = ", ".join(differences["tables"] or [one["to"] for one in renames])
    lines = [
        f'"""Changes {about}."""\n',
        comments,
        "import sqlalchemy as sa\nfrom alembic import op\n"
        + ("from sqlalchemy.dialects import postgresql\n" if dialect else ""),
        f'revision = "{job["stamp"]}"\ndown_revision = {json.dumps(head[0]) if head else "None"}\n',
        "\ndef upgrade() -> None:\n" + _body([*forth, *rules.up_before, body["up"], *rules.up_after]),
        "\ndef downgrade() -> None:\n" + _body([*rules.down_before, body["down"], *rules.down_after, *back]),
    ]
    return {"differences": differences, "text": "\n".join(one for one in lines if one)}


def _body(parts: list[str]) -> str:
    lines = [line for part in parts for line in part.splitlines() if not line.strip().startswith("# ")]
    return "".join(f"{INDENT}{line.removeprefix(INDENT)}\n" for line in lines) or f"{INDENT}pass\n"


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _is_theirs(_thing: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    return not (name or "").startswith("scalr_")


def _rename(connection: Connection, old: str, new: str) -> bool:
    quote = connection.dialect.identifier_preparer.quote
    table, _, column = old.partition(".")
    if table not in _tables(connection):
        return False
    if not column:
        connection.execute(text(f"alter table {quote(table)} rename to {quote(new)}"))
    elif any(one["name"] == column for one in inspect(connection).get_columns(table)):
        target = new.rpartition(".")[2]
        connection.execute(text(f"alter table {quote(table)} rename column {quote(column)} to {quote(target)}"))
    else:
        return False
    connection.commit()
    return True


def _rename_line(old: str, new: str) -> str:
    table, _, column = old.partition(".")
    if not column:
        return f"op.rename_table({json.dumps(old)}, {json.dumps(new)})"
    target = new.rpartition(".")[2]
    return f"op.alter_column({json.dumps(table)}, {json.dumps(column)}, new_column_name={json.dumps(target)})"


def _flat(found: ops.UpgradeOps | None) -> list[Any]:
    flat: list[Any] = []
    for one in found.ops if found is not None else []:
        flat.extend(one.ops if isinstance(one, ops.ModifyTableOps) else [one])
    return flat


def _differences(found: list[Any], columns: dict[str, dict[str, Any]]) -> dict[str, Any]:
    gone: list[str] = []
    came: list[str] = []
    narrowed: list[str] = []
    required: list[str] = []
    types: dict[str, str] = {}
    tables: set[str] = set()
    for one in found:
        tables.add(getattr(one, "table_name", "") or "")
        match one:
            case ops.DropTableOp():
                gone.append(one.table_name)
            case ops.CreateTableOp():
                came.append(one.table_name)
            case ops.DropColumnOp():
                name = f"{one.table_name}.{one.column_name}"
                gone.append(name)
                types[name] = _type_text(columns.get(one.table_name, {}).get(one.column_name, {}).get("type"))
            case ops.AddColumnOp():
                name = f"{one.table_name}.{one.column.name}"
                came.append(name)
                types[name] = _type_text(one.column.type)
                if not one.column.nullable and one.column.server_default is None and one.column.identity is None:
                    required.append(name)
            case ops.AlterColumnOp():
                was = columns.get(one.table_name, {}).get(one.column_name, {})
                if one.modify_nullable is False or (
                    one.modify_type is not None and not _fits(str(was.get("type", "")), str(one.modify_type))
                ):
                    narrowed.append(f"{one.table_name}.{one.column_name}")
            case _:
                pass
    return {
        "gone": gone,
        "came": came,
        "types": types,
        "narrowed": narrowed,
        "required": required,
        "tables": sorted(tables - {""}),
    }


def _type_text(kind: Any) -> str:
    return "" if kind is None or isinstance(kind, NullType) else str(kind.compile(dialect=DIALECT)).lower()


WIDER = {
    "SMALLINT": {"INTEGER", "BIGINT", "NUMERIC"},
    "INTEGER": {"BIGINT", "NUMERIC"},
    "BIGINT": {"NUMERIC"},
    "VARCHAR": {"TEXT"},
}


def _fits(was: str, now: str) -> bool:
    bare, _, size = was.rstrip(")").partition("(")
    other, _, room = now.rstrip(")").partition("(")
    if bare == other and size.isdigit():
        return room == "" or (room.isdigit() and int(room) >= int(size))
    return was == now or (room == "" and other in WIDER.get(bare, set()))


def rehearse(bench: Bench) -> dict[str, Any]:
    if bench.script is None:
        return {"ok": True, "tried": []}
    pending = bench.pending()
    doing, name = "up", ""
    try:
        for name in pending:
            bench.upgrade(name)
        latest = bench.script.get_heads()
        tried = pending or list(latest[:1])
        reversible = [one for one in tried if _can_go_back(bench.script, one)]
        # What came before one that cannot be taken back cannot be taken back either.
        back = tried[max((at + 1 for at, one in enumerate(tried) if one not in reversible), default=0) :]
        doing = "down"
        for name in reversed(back):
            down = bench.script.get_revision(name).down_revision
            bench.downgrade("base" if down is None else str(down))
        doing = "up again"
        for name in back:
            bench.upgrade(name)
    except Exception as error:
        bench.connection.rollback()
        original = getattr(error, "orig", None) or error
        detail = " ".join(str(original).split())
        return {
            "ok": False,
            "migration": name,
            "doing": doing,
            "statement": getattr(error, "statement", None),
            "detail": detail,
        }
    return {"ok": True, "tried": [{"name": one, "reversible": one in back} for one in tried]}


def _can_go_back(script: ScriptDirectory, revision: str) -> bool:
    """A column that was dropped comes back empty: that is no way back."""
    found = script.get_revision(revision)
    source = Path(found.path).read_text(encoding="utf-8")
    return hasattr(found.module, "downgrade") and "\n# drops:" not in source and "NotImplementedError" not in source


if __name__ == "__main__":
    answer, sys.stdout = sys.stdout, sys.stderr
    given = json.loads(sys.argv[1])
    url = os.environ["DATABASE_URL"]
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.connect() as opened:
        on = Bench(opened, Path(given["folder"]))
        answer.write(json.dumps(draft(on, given) if given["doing"] == "draft" else rehearse(on)))
