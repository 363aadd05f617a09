"""What people save from a spreadsheet is read, or refused with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.identity.decisions import read_decisions
from pipelines.steps.corrections import read_corrections
from pipelines.tables.handwritten import read_lines


def saved(folder: Path, raw: bytes | str) -> Path:
    path = folder / "main.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    "raw",
    [
        "a,b\n1,x ; y\n",
        "\ufeffa,b\r\n 1 ,x ; y\r\n,\r\n",  # with a byte order mark, Windows ends and a line left empty
        'a;b\n1;"x ; y"\n;\n',  # a French spreadsheet
        'b,a\n"x ; y",1',
    ],
)
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, raw: str) -> None:
    (line,) = read_lines(saved(tmp_path, raw), ("a", "b"))
    assert line == ("main.csv, line 2", {"a": "1", "b": "x ; y"})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a,b\n1,2\n1,signé\n".encode("cp1252"), "line 3: not UTF-8"),
        ("a,b\n".encode("utf-16"), "line 1: not UTF-8"),
        ("a\tb\n1\t2\n", "line 1: missing column"),
        ("", "line 1: missing column"),
        ("a,b\n1\n", "line 2: not as many cells"),
        ("a;b\n1,2\n", "line 2: not as many cells as columns; they stand between « ; »"),
        ('a,b\n1,"2\n', "line 2: no CSV"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, raw: bytes | str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read_lines(saved(tmp_path, raw), ("a", "b"))
    assert str(refused.value).startswith("main.csv, line ")


@pytest.mark.parametrize("read", [read_corrections, read_decisions])
def test_both_files_of_people_are_read_so(tmp_path: Path, read) -> None:
    with pytest.raises(ValueError, match=r"main\.csv, line 1: not UTF-8"):
        read(saved(tmp_path, "signé,b\n".encode("cp1252")))
    with pytest.raises(ValueError, match=r"main\.csv, line 1: missing column"):
        read(saved(tmp_path, "a,b\n"))
