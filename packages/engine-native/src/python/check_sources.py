"""Everything that would keep Python from loading a backend, found without running it: syntax, modules and names that
are not there. Run by the interpreter of the backend's own environment.

    python -P check_sources.py /.../backend

Prints `[{"file": "/.../src/routes/notes.py", "line": 3, "detail": "..."}]`. Types are not looked at.
"""

import ast
import json
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

Finding = dict[str, str | int]


def check(backend: Path) -> list[Finding]:
    src = backend / "src"
    sys.path.insert(0, str(src))
    findings: list[Finding] = []
    trees: dict[Path, ast.Module] = {}
    for file in sorted([*src.rglob("*.py"), *(backend / "migrations").glob("*.py")]):
        try:
            trees[file] = ast.parse(file.read_bytes(), str(file))
        except (SyntaxError, ValueError) as error:
            line = error.lineno or 1 if isinstance(error, SyntaxError) else 1
            detail = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
            findings.append({"file": str(file), "line": line, "detail": detail})
    for file, tree in trees.items():
        for line, detail in _unresolved(tree, file, trees):
            findings.append({"file": str(file), "line": line, "detail": detail})
    return findings


def _unresolved(tree: ast.Module, file: Path, trees: dict[Path, ast.Module]) -> Iterator[tuple[int, str]]:
    for node in _imports(tree.body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _find(alias.name) is None and alias.name.partition(".")[0] not in sys.builtin_module_names:
                    yield node.lineno, f"ModuleNotFoundError: No module named {alias.name!r}"
            continue
        name = node.module or ""
        if node.level > 0 or name in sys.builtin_module_names:
            # Files of an app are found by the folder of main.py; relative imports are not usual, and told at the start.
            continue
        spec = _find(name)
        if spec is None:
            yield node.lineno, f"ModuleNotFoundError: No module named {name!r}"
            continue
        own = None if spec.origin is None else trees.get(Path(spec.origin))
        known = None if own is None else _names(own)
        for alias in node.names:
            if known is not None and alias.name not in known and _find(f"{name}.{alias.name}") is None:
                yield node.lineno, f"ImportError: cannot import name {alias.name!r} from {name!r}"


def _imports(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Those that run whenever the file is loaded; what a `try` holds may be missing."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def _find(name: str) -> ModuleSpec | None:
    """Finds a module without running its packages."""
    path: list[str] | None = None
    spec: ModuleSpec | None = None
    for depth, _ in enumerate(parts := name.split(".")):
        spec = PathFinder.find_spec(".".join(parts[: depth + 1]), path)
        if spec is None:
            return None
        path = list(spec.submodule_search_locations or [])
    return spec


def _names(tree: ast.Module) -> set[str] | None:
    """What a file of the app defines at its top; None where that cannot be told."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            return None
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return None if "__getattr__" in names else names


if __name__ == "__main__":
    sys.stdout.write(json.dumps(check(Path(sys.argv[1]))))
