"""JSON lines on standard output, without secrets."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_SECRET_NAMES = {
    "authorization",
    "cookie",
    "set-cookie",
    "password",
    "secret",
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "logout_token",
}
_LEVELS = {"trace": 5, "debug": 10, "info": 20, "warn": 30, "error": 40, "silent": 100}
_NAMES = {10: "debug", 20: "info", 30: "warn", 40: "error", 50: "error"}
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonFormatter(logging.Formatter):
    """The same keys as the TypeScript backends: level, time, app, requestId, message, and what was handed along."""

    def __init__(self, slug: str) -> None:
        super().__init__()
        self._slug = slug

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "level": _NAMES.get(record.levelno, record.levelname.lower()),
            "time": moment.replace("+00:00", "Z"),
            "app": self._slug,
        }
        asked_by = request_id.get()
        if asked_by is not None:
            line["requestId"] = asked_by
        line |= {name: _hidden(name, value) for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info is not None and record.exc_info[1] is not None:
            error = record.exc_info[1]
            stack = "".join(traceback.format_exception(error))
            line["err"] = {"type": type(error).__name__, "message": str(error), "stack": stack}
        line["message"] = record.getMessage()
        return json.dumps(line, default=str, separators=(",", ":"))


def _hidden(name: str, value: Any) -> Any:
    if name.lower() in _SECRET_NAMES:
        return "[hidden]"
    if isinstance(value, dict):
        return {inner: _hidden(str(inner), one) for inner, one in value.items()}
    return value


def open_log(slug: str, level: str, stream: TextIO = sys.stdout) -> logging.Logger:
    """The app's logger. Those of libraries come along from "warn" on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(slug))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(_LEVELS[level], logging.WARNING))
    logger = logging.getLogger("scalr")
    logger.setLevel(_LEVELS[level])
    return logger
