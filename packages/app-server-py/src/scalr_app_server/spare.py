"""The process of every FastAPI backend: it loads what they share, says `spare-ready`, and waits to be told which app
it is to become.

    python -P spare.py

Over Node's IPC channel (a line of JSON a message) comes
`{"type": "become", "entry": "/.../main.py", "cwd": "/...", "env": {}}`, also before it is warm.
"""

import fcntl
import gc
import io
import json
import os
import runpy
import signal
import sys
import time
from pathlib import Path
from typing import Any, TextIO

_CHANNEL = "NODE_CHANNEL_FD"


class _Unbroken(io.FileIO):
    """An app goes on serving when nobody reads what it says any more."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return len(data)


def main() -> None:
    # Before anything keeps a hold of them.
    sys.stdout, sys.stderr = _unbroken(1), _unbroken(2)
    in_use = _hold_environment()
    channel = int(os.environ[_CHANNEL])
    _preload()
    _say(channel, {"type": "spare-ready"})
    wish = _told(channel)
    _become(Path(wish["entry"]), Path(wish["cwd"]), wish["env"], channel)
    in_use.close()


def _unbroken(number: int) -> TextIO:
    raw = _Unbroken(number, "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", errors="backslashreplace", line_buffering=True)


def _hold_environment() -> TextIO:
    """While this is open nobody removes the environment."""
    in_use = (Path(sys.prefix) / "in-use").open("a")
    fcntl.flock(in_use, fcntl.LOCK_SH)
    return in_use


def _preload() -> None:
    # Here, so that the streams above are the ones that everything finds.
    from scalr_app_server.rehearse import rehearse

    rehearse()
    gc.collect()
    # What is shared stays: looking through it again and again frees nothing.
    gc.freeze()


def _told(channel: int) -> dict[str, Any]:
    """Ends with the parent, as nobody else could ever ask for it."""
    received = b""
    while True:
        part = os.read(channel, 65_536)
        if not part:
            sys.exit(0)
        *lines, received = (received + part).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if isinstance(message, dict) and message.get("type") == "become":
                return message


def _become(entry: Path, cwd: Path, env: dict[str, str], channel: int) -> None:
    os.environ.clear()
    os.environ.update(env, **{_CHANNEL: str(channel)})
    time.tzset()
    os.chdir(cwd)
    sys.argv = [str(entry)]
    sys.path.insert(0, str(entry.parent))
    # What is kept of a file is told from an edit by its second and its size: too coarse for somebody who types.
    sys.dont_write_bytecode = True
    from scalr_app_server.start_problem import tell_start_problem

    try:
        runpy.run_path(str(entry), run_name="__main__")
    except Exception as error:
        tell_start_problem(error, entry.parent, env.get("APP_SLUG", entry.name))
        sys.exit(70)


def _say(channel: int, message: dict[str, str]) -> None:
    os.write(channel, (json.dumps(message) + "\n").encode())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main()
