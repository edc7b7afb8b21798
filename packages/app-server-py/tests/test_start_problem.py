import runpy
from pathlib import Path

import pytest

from scalr_app_server.rehearse import rehearse
from scalr_app_server.start_problem import start_problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\ny = (\n", "backend/src/main.py:2: SyntaxError: '(' was never closed"),
        ("import absent\n", "backend/src/main.py:1: ModuleNotFoundError: No module named 'absent'"),
        ("import json\n\njson.loads('{')\n", "backend/src/main.py:3: JSONDecodeError: "),
    ],
)
def test_the_line_of_the_app_is_named_wherever_it_broke(tmp_path: Path, text: str, expected: str) -> None:
    src = tmp_path / "backend" / "src"
    src.mkdir(parents=True)
    (src / "main.py").write_text(text)
    with pytest.raises(Exception) as raised:
        runpy.run_path(str(src / "main.py"))
    problem = start_problem(raised.value, src, "notes")
    assert problem.code == "BACKEND_UNREADABLE"
    assert problem.message.startswith(f"the backend of notes could not start: {expected}")
    assert problem.fix == f"correct {expected.split(': ')[0]}"


def test_a_rehearsal_needs_nobody_and_leaves_nothing() -> None:
    rehearse()
