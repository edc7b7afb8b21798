"""Makes the Python environment of one FastAPI backend: python_environment.py <its folder> <folder to fill>"""

import sys
from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[2] / "packages"
sys.path.insert(0, str(PACKAGES / "engine-native" / "src" / "python"))

from environment import ensure  # noqa: E402

backend, folder = map(Path, sys.argv[1:])
sources = [PACKAGES / name / "src" for name in ("auth-client-py", "app-server-py")]
home, _ = ensure(folder, PACKAGES / "app-server-py" / "requirements.txt", sources, backend / "pyproject.toml")
(folder / "current").symlink_to(home)
