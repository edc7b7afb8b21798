"""What an entity is called in SQL, in addresses and in the API reference."""

import re
from dataclasses import dataclass

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class EntityNames:
    table: str
    """As SQL says it, with its schema where that is not `public`."""
    path: str
    """`/api/shopping-items`"""
    one: str
    """`ShoppingItem`"""
    many: str
    """`ShoppingItems`"""


def table_name(table: Table) -> str:
    return table.name if table.schema in (None, "public") else f"{table.schema}.{table.name}"


def entity_names(table: str, one: str | None) -> EntityNames:
    """`shopping_items` becomes path, operation ids and schema names. English plurals only: others give a name."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])", table) if word != ""]
    many = "".join(word[:1].upper() + word[1:] for word in words)
    # `listSheep` and `getSheep` may share a word, two schemas may not.
    return EntityNames(table, "/api/" + "-".join(word.lower() for word in words), one or _singular(many), many)


def _singular(many: str) -> str:
    if re.search(r"(?:ss|us|is)$", many):
        return many
    if many.endswith("ies"):
        return many[:-3] + "y"
    if re.search(r"(?:ch|sh|x|z|ss)es$", many):
        return many[:-2]
    return many.removesuffix("s")
