"""Files in `models/` are found, not registered."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Table

from .entity import Entity, entity_of
from .entity_faults import entity_faults, reference_faults
from .entity_names import table_name
from .errors import entity_invalid, table_without_access
from .import_folder import import_folder

FOLDER = "models"


def find_models(src: Path) -> Sequence[Entity]:
    """Every entity of the files in `models/`, in the order of the file names. A folder that is not there has none.

    Raises `ScalrError` `TABLE_WITHOUT_ACCESS` for a table that no `entity()` holds, `ENTITY_INVALID` for a
    reference to what is not there.
    """
    tables: dict[Table, str] = {}
    for module in import_folder(src, FOLDER):
        for value in vars(module).values():
            table = value if isinstance(value, Table) else getattr(value, "__table__", None)
            if isinstance(table, Table):
                # A model may be imported by the file of another.
                home = value.__module__ if isinstance(value, type) else module.__name__
                tables.setdefault(table, home.replace(".", "/") + ".py")
    entities: list[Entity] = []
    for table, file in tables.items():
        found = entity_of(table)
        if found is None:
            raise table_without_access([table_name(table)], file)
        entities.append(found)
    # Only now is known what models refer to.
    for entity in entities:
        faults = [*reference_faults(entity), *entity_faults(entity)]
        if faults:
            raise entity_invalid(entity.names.table, "; ".join(faults))
    return entities
