"""Names and texts inside SQL statements that take no parameters."""


def quoted(name: str) -> str:
    """An identifier, as it is."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text constant, whatever `standard_conforming_strings` is."""
    inner = text.replace("'", "''")
    return f" E'{inner.replace(chr(92), chr(92) * 2)}'" if "\\" in inner else f"'{inner}'"
