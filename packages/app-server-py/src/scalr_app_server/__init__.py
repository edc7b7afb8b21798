"""What a FastAPI backend of SCALR stands on.

`main.py` is `start_app(Path(__file__).parent)`; a file in `routes/` holds `routes = Routes()` and functions under
`@routes.get(path, access=..., summary=...)`; a file in `models/` holds SQLAlchemy models on `Base`.
"""

from scalr_auth_client import AuthFailure, CallAnswer, CurrentUser, ScalrError, User

from .calls import CallApp, CallFromRoute
from .database import Base, Database
from .json_model import InputModel, IsoDateTime, OutputModel, changes, patch_of
from .problem import FieldProblem, HttpProblem, conflict, not_found
from .routes import Access, AppAccess, GroupAccess, Routes
from .settings import AppSettings, read_own_settings
from .start_app import start_app

__all__ = [
    "Access",
    "AppAccess",
    "AppSettings",
    "AuthFailure",
    "Base",
    "CallAnswer",
    "CallApp",
    "CallFromRoute",
    "CurrentUser",
    "Database",
    "FieldProblem",
    "GroupAccess",
    "HttpProblem",
    "InputModel",
    "IsoDateTime",
    "OutputModel",
    "Routes",
    "ScalrError",
    "User",
    "changes",
    "conflict",
    "not_found",
    "patch_of",
    "read_own_settings",
    "start_app",
]
