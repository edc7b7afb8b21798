"""Makes the Python environment of this checkout, once, and prints the path of its interpreter.

    python3 infra/python/environment.py .scalr/python

Standard library only, and a syntax that old Pythons can read far enough to say that they are too old.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("this is Python %d.%d, and 3.11 or newer is needed\n" % sys.version_info[:2])
    sys.exit(3)

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
# Ours are not installed but found, so that an edit counts at once.
PACKAGES = [HERE.parents[1] / "packages" / name / "src" for name in ("auth-client-py", "app-server-py")]


def main(folder: Path) -> int:
    key = f"{sys.version_info.major}.{sys.version_info.minor}\n{REQUIREMENTS.read_text()}\n{PACKAGES}"
    home = folder / hashlib.sha256(key.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    # The lock goes with the process that holds it, however that ends.
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            shutil.rmtree(home, ignore_errors=True)
            failed = make(home)
            if failed:
                return failed
            for stale in folder.iterdir():
                if stale.is_dir() and stale != home and (stale / "pyvenv.cfg").exists():
                    shutil.rmtree(stale, ignore_errors=True)
    sys.stdout.write(f"{home / 'bin' / 'python'}\n")
    return 0


def make(home: Path) -> int:
    python = str(home / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]
    for argv in ([sys.executable, "-m", "venv", str(home)], [*install, str(REQUIREMENTS)]):
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            sys.stderr.write(done.stdout + done.stderr)
            return 1
    libraries = next((home / "lib").glob("python3.*")) / "site-packages"
    (libraries / "scalr.pth").write_text("".join(f"{package}\n" for package in PACKAGES))
    (home / "ready").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
