"""What keeps a backend from being loaded, with its file and line."""

import sys
import traceback
from pathlib import Path

from scalr_auth_client import Problem

from .errors import format_problem


def tell_start_problem(error: BaseException, src: Path, slug: str) -> None:
    """Prints the traceback, and below it the problem, which is what `./scalr ps` shows."""
    sys.stderr.write("".join(traceback.format_exception(error)))
    sys.stderr.write(f"{format_problem(start_problem(error, src, slug))}\n")
    sys.stderr.flush()


def start_problem(error: BaseException, src: Path, slug: str) -> Problem:
    """`src`: folder of `main.py`; the innermost line below it is where to look."""
    place = _place(error, src)
    what = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}".strip()
    where = "its source" if place is None else place
    detail = what if place is None else f"{place}: {what}"
    return Problem("BACKEND_UNREADABLE", f"the backend of {slug} could not start: {detail}", f"correct {where}")


def _place(error: BaseException, src: Path) -> str | None:
    app = src.resolve().parent.parent
    seen = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename is not None:
        seen.append((error.filename, error.lineno))
    for name, line in reversed(seen):
        file = Path(name).resolve()
        if file.is_relative_to(app):
            return f"{file.relative_to(app)}:{line}"
    return None
