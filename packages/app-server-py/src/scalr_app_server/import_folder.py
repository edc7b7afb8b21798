"""Modules that are found by their place."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def import_folder(src: Path, folder: str) -> Iterator[ModuleType]:
    """Every module of a folder in the order of the file names; without tests. None where it is not there."""
    if str(src) not in sys.path:
        sys.path.insert(0, str(src))
    for file in sorted((src / folder).glob("*.py")):
        if not file.name.startswith(("_", "test_")):
            yield importlib.import_module(f"{folder}.{file.stem}")
