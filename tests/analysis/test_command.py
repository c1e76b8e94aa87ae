"""``python -m storytracker.analysis``: lines, JSON, stories, exit codes, bad input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = """Norland to sell its ferries, two officials say

4 March 2024

Norland plans to sell its ferries to Corran Lines, two officials told the Harbour Post on Monday.

“We have decided nothing,” said Mara Quill, a spokeswoman for the port authority.
"""
DENIAL = """Corran Lines denies ferry deal

5 March 2024

Corran Lines denied on Tuesday that Norland will sell its ferries to the company, as reported by
the Harbour Post.
"""
GERMAN = """Das Hafenamt hat am Montag bestritten, dass die Fähren der Stadt verkauft werden und
dass es dafür einen Plan gibt, sagte die Sprecherin der Zeitung, die darüber berichtet hatte.
"""


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "storytracker.analysis", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, timeout=120)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    plan, denial = tmp_path / "plan.txt", tmp_path / "denial.txt"
    plan.write_text(PLAN, encoding="utf-8")
    denial.write_text(DENIAL, encoding="utf-8")
    return plan, denial


def test_each_assertion_is_one_line(files: tuple[Path, Path]) -> None:
    done = run(files[0])
    assert done.returncode == 0 and done.stderr == b""
    head, *lines = done.stdout.decode().splitlines()
    assert head.startswith(f"# {files[0]}: Norland to sell its ferries")
    assert "2024-03-04" in head and f"{len(lines)} assertions" in head
    (quoted,) = [line for line in lines if line.startswith("Mara Quill")]
    assert "spokeswoman" in quoted and "— “said” — supports, asserted" in quoted
    assert re.search(r" — “We have decided nothing,” \[\d+–\d+\]$", quoted)
    assert "because" not in done.stdout.decode()


def test_reasons_stand_below(files: tuple[Path, Path]) -> None:
    lines = run("--reasons", files[0]).stdout.decode().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Mara Quill"))
    assert lines[at + 1].startswith("    because: ")


def test_json_points_at_the_very_words(files: tuple[Path, Path]) -> None:
    told = json.loads(run("--json", files[0]).stdout)
    assert told["story"] is None
    (article,) = told["articles"]
    assert article["file"] == str(files[0]) and article["published"]["day"] == "2024-03-04"
    assert article["assertions"]
    for assertion in article["assertions"]:
        spans = assertion["content"]
        assert [article["text"][start:end] for start, end in spans] == assertion["words"]
        assert assertion["reasons"]
    quill = next(a for a in article["assertions"] if a["speaker"]["name"] == "Mara Quill")
    assert quill["direct"] is True and quill["cue_lemma"] == "say"
    start, end = quill["cue"]
    assert article["text"][start:end] == "said"


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_read(arguments: list[str]) -> None:
    page = f"<html><body><article><h1>A plan</h1><p>{PLAN}</p></article></body></html>"
    done = run(*arguments, stdin=page.encode())
    assert done.returncode == 0, done.stderr
    assert "# standard input: " in done.stdout.decode() and "Mara Quill" in done.stdout.decode()


def test_several_files_make_a_story(files: tuple[Path, Path]) -> None:
    lines = run("--story", *files).stdout.decode()
    claims = lines[lines.index("## Claims") : lines.index("## Timeline")]
    assert "ferries" in claims and "denied by Corran Lines" in claims
    assert f"denies: {files[1]}: " in claims
    told = json.loads(run("--json", "--story", *files).stdout)
    evidence = [e for claim in told["story"]["claims"] for e in claim["evidence"]]
    assert {e["article"] for e in evidence} == {str(file) for file in files}
    assert told["story"]["developments"]


def test_a_missing_file_is_said_and_the_others_are_read(files: tuple[Path, Path]) -> None:
    done = run(files[0], files[0].with_name("gone.txt"), files[0].parent)
    assert done.returncode == 1
    assert b"Mara Quill" in done.stdout
    errors = done.stderr.decode().splitlines()
    assert len(errors) == 2 and "gone.txt: No such file" in errors[0]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, "This is a program"),
        (GERMAN.encode(), "(de) has no word lists"),
    ],
)
def test_what_cant_be_analysed_ends_with_two_and_says_why(
    tmp_path: Path, raw: bytes, why: str
) -> None:
    file = tmp_path / "bad"
    file.write_bytes(raw)
    done = run("--story", file)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert why in done.stderr.decode(), done.stderr


def test_an_unknown_option_ends_with_two() -> None:
    done = run("--nonsense")
    assert done.returncode == 2 and b"usage: python -m storytracker.analysis" in done.stderr


def test_no_framework_is_loaded() -> None:
    probe = (
        "import sys; from storytracker.analysis.command import main; main(['README.md']); "
        "sys.exit(bool({'django', 'celery', 'psycopg', 'redis'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_stops_early_is_no_error(files: tuple[Path, Path]) -> None:
    command = f"{sys.executable} -m storytracker.analysis --reasons {files[0]} | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True)
    assert done.stdout.startswith(b"# ") and done.stderr == b""
