"""Files in `models/` are found, not registered."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Table

from .entity import Entity, entity_of
from .entity_names import table_name
from .errors import table_without_access
from .import_folder import import_folder

FOLDER = "models"


def find_models(src: Path) -> Sequence[Entity]:
    """Every entity of the files in `models/`, in the order of the file names. A folder that is not there has none.

    Raises `ScalrError` `TABLE_WITHOUT_ACCESS` for a table that no `entity()` holds.
    """
    tables: dict[Table, str] = {}
    for module in import_folder(src, FOLDER):
        for value in vars(module).values():
            table = value if isinstance(value, Table) else getattr(value, "__table__", None)
            if isinstance(table, Table):
                tables.setdefault(table, module.__name__.replace(".", "/") + ".py")
    entities: list[Entity] = []
    for table, file in tables.items():
        found = entity_of(table)
        if found is None:
            raise table_without_access([table_name(table)], file)
        entities.append(found)
    return entities
