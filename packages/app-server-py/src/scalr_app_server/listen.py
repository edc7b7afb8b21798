"""A TCP port, or a unix socket that only this user can open."""

import errno
import os
import socket
from pathlib import Path

from .errors import address_taken


def listen(port: int | str, host: str) -> socket.socket:
    """A socket file that nobody listens on any more is removed. Raises `ScalrError` where somebody does."""
    if isinstance(port, str):
        _remove_stale_socket(Path(port))
    family = socket.AF_UNIX if isinstance(port, str) else socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if isinstance(port, int):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
        else:
            previous = os.umask(0o177)
            try:
                listener.bind(port)
            finally:
                os.umask(previous)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise address_taken(str(port)) from error
        raise
    return listener


def forget(port: int | str) -> None:
    """Removes the file of a unix socket."""
    if isinstance(port, str):
        Path(port).unlink(missing_ok=True)


def _remove_stale_socket(path: Path) -> None:
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink()
            return
    raise address_taken(str(path))
