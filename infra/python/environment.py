"""Makes the Python environment of this checkout's checks and tests, once, and prints the path of its interpreter.

python3 infra/python/environment.py .scalr/python
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE.parents[1] / "packages"
sys.dont_write_bytecode = True
sys.path.insert(0, str(PACKAGES / "engine-native" / "src" / "python"))

from environment import Failure, ensure, interpreter  # noqa: E402


def main(folder: Path) -> int:
    sources = [PACKAGES / name / "src" for name in ("auth-client-py", "app-server-py")]
    try:
        home, _ = ensure(folder, HERE / "requirements.txt", sources)
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.code
    sys.stdout.write(f"{interpreter(home)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
