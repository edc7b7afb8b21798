"""Runs a Python program and starts it anew when a source changes: restart_on_change.py <program> <folder>…

Looks twice a second, as nothing in the standard library is told of changes. A program that fails is started again at
the next change: its mistake is being mended.
"""

import signal
import subprocess
import sys
import threading
from pathlib import Path

program, *folders = sys.argv[1:]
SECONDS = 0.5


def versions() -> dict[Path, int]:
    """Time of each source; one that vanishes meanwhile is a change at the next look."""
    found: dict[Path, int] = {}
    for folder in folders:
        for file in Path(folder).rglob("*.py"):
            try:
                found[file] = file.stat().st_mtime_ns
            except FileNotFoundError:
                continue
    return found


def start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-P", program])  # noqa: S603


def main() -> int:
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    seen, running = versions(), start()
    while not ended.wait(SECONDS):
        now = versions()
        if now == seen:
            continue
        seen = now
        running.terminate()
        running.wait()
        running = start()
    running.terminate()
    return running.wait()


if __name__ == "__main__":
    sys.exit(main())
