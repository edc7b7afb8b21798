"""What a FastAPI backend of SCALR stands on.

`main.py` is `start_app(Path(__file__).parent)`; a file in `routes/` holds `routes = Routes()` and functions under
`@routes.get(path, access=..., summary=...)`; a file in `models/` holds a SQLAlchemy model on `Base` and
`entity(Model, access=..., input=...)`.
"""

from scalr_auth_client import AuthFailure, CallAnswer, CurrentUser, ScalrError, User

from .access_rules import AccessRule, EntityAccess, WriteRule, anyone, group, owner, public_read, shared
from .calls import CallApp, CallFromRoute
from .database import Base, Database
from .declare_entity import entity
from .entity import Entity, EntityRoute, NoOverlap
from .json_model import FieldError, InputModel, IsoDateTime, OutputModel, changes, optional, patch_of
from .problem import FieldProblem, HttpProblem, conflict, not_found
from .routes import Access, AppAccess, GroupAccess, Routes
from .settings import AppSettings, read_own_settings
from .start_app import start_app

__all__ = [
    "Access",
    "AccessRule",
    "AppAccess",
    "AppSettings",
    "AuthFailure",
    "Base",
    "CallAnswer",
    "CallApp",
    "CallFromRoute",
    "CurrentUser",
    "Database",
    "Entity",
    "EntityAccess",
    "EntityRoute",
    "FieldError",
    "FieldProblem",
    "GroupAccess",
    "HttpProblem",
    "InputModel",
    "IsoDateTime",
    "NoOverlap",
    "OutputModel",
    "Routes",
    "ScalrError",
    "User",
    "WriteRule",
    "anyone",
    "changes",
    "conflict",
    "entity",
    "group",
    "not_found",
    "optional",
    "owner",
    "patch_of",
    "public_read",
    "read_own_settings",
    "shared",
    "start_app",
]
