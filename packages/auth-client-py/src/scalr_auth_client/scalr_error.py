"""Errors that the one who builds or runs an app can act on."""

from collections.abc import Sequence
from typing import Literal

from .errors import Problem

ErrorKind = Literal["user", "environment", "retryable"]
"""Whose problem an error is: an input or file of the user's, the machine, or one that may mend itself."""


class ScalrError(Exception):
    """An error a user can act on. Anything else that is raised is a defect of ours."""

    def __init__(self, kind: ErrorKind, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message)
        self.kind: ErrorKind = kind
        self.problems = tuple(problems)
