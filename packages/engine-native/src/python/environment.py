"""Makes a Python environment, once, and prints where it is.

    python3 environment.py '{"folder": "...", "requirements": "...", "packages": ["..."], "project": null, "keep": []}'

Prints `{"home": "...", "interpreter": "...", "made": true}`. Ends with 3 where this Python is too old, 4 where it
cannot make environments, 5 where packages could not be installed, 6 where the project cannot be read; the reason is
on standard error. Standard library only, in a syntax that old Pythons can read far enough to say that they are old.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("it is Python %d.%d, and 3.11 or newer is needed\n" % sys.version_info[:2])
    sys.exit(3)

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import time
import tomllib
from pathlib import Path

TOO_OLD, NO_VENV, NOT_INSTALLED, PROJECT_UNREADABLE = 3, 4, 5, 6
# Long enough to go back to an older branch without the network.
UNUSED_SECONDS = 7 * 24 * 3600


class Failure(Exception):
    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def ensure(
    folder: Path, requirements: Path, packages: list[Path], project: Path | None = None, keep: tuple[str, ...] = ()
) -> tuple[Path, bool]:
    """The folder of the environment, and whether it was made just now. Raises `Failure`.

    :param folder: where environments lie, one a set of requirements
    :param packages: folders of packages that are found where they are, so that an edit counts at once
    :param project: `pyproject.toml` whose dependencies are needed on top of the requirements
    :param keep: names in `folder` that stay, however long nobody used them
    """
    pins = _pins(requirements)
    extra = [] if project is None else _beyond(project, pins)
    key = json.dumps([sys.version_info[:2], sys.executable, pins, extra, [str(package) for package in packages]])
    home = folder / hashlib.sha256(key.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    # The lock goes with the process that holds it, however that ends; what it leaves has no `ready`.
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = home / "ready"
        made = not (ready.exists() and interpreter(home).exists())
        if made:
            shutil.rmtree(home, ignore_errors=True)
            _make(home, requirements, extra, packages)
            ready.touch()
            _sweep(folder, {home.name, *keep})
        else:
            os.utime(ready)
    return home, made


def interpreter(home: Path) -> Path:
    return home / "bin" / "python"


def _pins(requirements: Path) -> list[str]:
    """Every line of the file, and of those it names by `-r`."""
    pins: list[str] = []
    for line in map(str.strip, requirements.read_text().splitlines()):
        if line.startswith("-r "):
            pins += _pins(requirements.parent / line[3:].strip())
        elif line and not line.startswith("#"):
            pins.append(line)
    return sorted(pins)


def _beyond(project: Path, pins: list[str]) -> list[str]:
    """What the project needs and the platform does not bring."""
    try:
        declared = tomllib.loads(project.read_text()).get("project", {}).get("dependencies", [])
    except (OSError, ValueError) as error:
        raise Failure(PROJECT_UNREADABLE, str(error)) from error
    if not isinstance(declared, list) or not all(isinstance(one, str) for one in declared):
        raise Failure(PROJECT_UNREADABLE, "[project] dependencies is no list of strings")
    known = {_name(pin) for pin in pins} | {"scalr-app-server", "scalr-auth-client"}
    return sorted(one for one in declared if "[" in one or _name(one) not in known)


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement


def _make(home: Path, requirements: Path, extra: list[str], packages: list[Path]) -> None:
    wanted = ["--requirement", str(requirements), *extra]
    uv = shutil.which("uv")
    if uv is None or not _make_with_uv(uv, home, wanted):
        shutil.rmtree(home, ignore_errors=True)
        _make_with_venv(home, wanted)
    libraries = next((home / "lib").glob("python3.*")) / "site-packages"
    (libraries / "scalr.pth").write_text("".join(f"{package}\n" for package in packages))
    # Compiles what every backend loads, so that the first one need not. What cannot be loaded says so when it is.
    warm = {**os.environ, "PYTHONPYCACHEPREFIX": str(home / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    _run([str(interpreter(home)), "-P", "-c", "import scalr_app_server"], warm)


def _make_with_uv(uv: str, home: Path, wanted: list[str]) -> bool:
    """False: pip may know an index that uv does not."""
    venv = [uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(home)]
    install = [uv, "pip", "install", "--quiet", "--python", str(interpreter(home)), *wanted]
    return all(_run(argv, dict(os.environ)).returncode == 0 for argv in (venv, install))


def _make_with_venv(home: Path, wanted: list[str]) -> None:
    lacking = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if lacking:
        version = "Python {}.{}".format(*sys.version_info[:2])
        raise Failure(NO_VENV, f"{version} at {sys.executable} comes without its module {lacking[0]}")
    made = _run([sys.executable, "-m", "venv", str(home)], dict(os.environ))
    if made.returncode != 0:
        raise Failure(1, made.stdout + made.stderr)
    pip = [str(interpreter(home)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    installed = _run([*pip, "--no-compile", "--retries", "1", *wanted], dict(os.environ))
    if installed.returncode != 0:
        raise Failure(NOT_INSTALLED, installed.stdout + installed.stderr)


def _run(argv: list[str], env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=env)  # noqa: S603


def _sweep(folder: Path, kept: set[str]) -> None:
    """Removes what nobody wants, nobody used for long, and no process holds."""
    for home in folder.iterdir():
        if home.name in kept or not (home / "pyvenv.cfg").exists():
            continue
        ready = home / "ready"
        if ready.exists() and time.time() - ready.stat().st_mtime < UNUSED_SECONDS:
            continue
        with (home / "in-use").open("a") as in_use:
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # First what says that it is whole.
            ready.unlink(missing_ok=True)
            shutil.rmtree(home, ignore_errors=True)


def main(job: str) -> int:
    wish = json.loads(job)
    project = wish.get("project")
    try:
        home, made = ensure(
            Path(wish["folder"]),
            Path(wish["requirements"]),
            [Path(package) for package in wish["packages"]],
            None if project is None else Path(project),
            tuple(wish.get("keep", ())),
        )
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.code
    sys.stdout.write(json.dumps({"home": str(home), "interpreter": str(interpreter(home)), "made": made}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
