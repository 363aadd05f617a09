"""Commands that write: one at a time, stopped in order, exit codes that a cron line can read."""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from filelock import FileLock

from pipelines.cli import runner
from pipelines.cli.main import main
from pipelines.cli.writing import LOCK, alone, writing
from pipelines.steps.guard import HeldBack
from spiders.archive.writer import CaptureWriter
from spiders.collect import ROOT
from spiders.listing import Evidence, Listing, write_jsonl
from tests.support.loopback import Site, serve, table, write_card


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.setenv("OBSERVATOIRE_CONTACT", "contact@exemple.org")
    monkeypatch.setenv("OBSERVATOIRE_CARDS", "")  # given back after the test, whatever --cards made of it
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture
def runs(monkeypatch):
    """`run` without the graph: what it says."""

    def parts(failed=(), stopped=None):
        def run_week(mode, today, again, retries, despite_guard):
            if stopped:
                raise stopped
            return runner.Week(Path("releases/2026-11-22"), tuple(failed))

        monkeypatch.setattr(runner, "run_week", run_week)

    return parts


@pytest.mark.parametrize(
    ("parts", "code", "said"),
    [
        ({}, 0, "release 2026-11-22"),
        ({"failed": ["gecolib"]}, 3, "gecolib"),
        ({"stopped": ValueError("nothing is published: 1 check")}, 4, "nothing is published"),
        ({"stopped": HeldBack("the guard holds this release back")}, 4, "the guard"),
        ({"stopped": KeyboardInterrupt()}, 130, "interrupted"),
        ({"stopped": OSError(28, "No space left on device", "/srv")}, 4, "free some space"),
        ({"stopped": OSError(30, "Read-only file system", "/srv")}, 4, "OBSERVATOIRE_DATA"),
    ],
)
def test_the_exit_code_of_run_says_what_happened(invoke, runs, parts, code, said):
    runs(**parts)
    done = invoke("run")
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_a_run_of_the_graph_takes_the_lock_of_the_commands(monkeypatch, tmp_path):
    from pipelines.definitions import defs

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    job = defs().resolve_job_def("publier")
    with FileLock(tmp_path / LOCK), pytest.raises(Exception) as refused:
        job.execute_in_process(instance=dg.DagsterInstance.ephemeral())
    assert "is writing" in str(refused.value.__cause__)
    with alone(), pytest.raises(ValueError, match="is not built"):  # that of the command which runs it is its own
        job.execute_in_process(instance=dg.DagsterInstance.ephemeral())


def test_a_full_disk_met_by_a_library_is_told_plainly(tmp_path, monkeypatch, capsys):
    from sqlalchemy.exc import OperationalError

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    with pytest.raises(SystemExit) as ended, writing(failure=4):
        cause = sqlite3.OperationalError("disk I/O error")
        raise OperationalError("insert into runs", {}, cause) from cause
    assert ended.value.code == 4
    assert capsys.readouterr().err == "error: disk I/O error: the disk is full: free some space, then run again\n"


def test_a_day_that_cannot_be_is_wrong_use(invoke, tmp_path):
    (tmp_path / "releases" / "2026-03-15").mkdir(parents=True)
    (tmp_path / "releases" / "latest").symlink_to("2026-03-15")
    for command in (["run", "--live"], ["collect", "--live"]):
        early, late = (invoke(*command, "--today", day) for day in ("2026-03-14", "2131-01-01"))
        assert (early.exit_code, late.exit_code) == (2, 2)
        assert "2026-03-15" in early.output and "after the clock" in late.output
    assert invoke("run", "--today", "2026-03-15").exit_code == 2, "a replay has the day of its captures"


@pytest.mark.parametrize("command", ["run", "collect", "build", "check", "release"])
def test_a_second_command_that_writes_is_turned_away(invoke, tmp_path, command):
    with FileLock(tmp_path / LOCK):
        done = invoke(command)
    assert done.exit_code == 75 and "another command" in done.output


def test_two_data_folders_do_not_crawl_into_the_same_captures(invoke, tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_CAPTURES", str(tmp_path / "captures"))
    (tmp_path / "captures").mkdir()
    with FileLock(tmp_path / "captures" / LOCK):
        assert invoke("collect", "--live", "gecolib").exit_code == 75


def test_a_folder_without_a_card_is_said(invoke, tmp_path):
    done = invoke("run", "--cards", str(tmp_path))
    assert done.exit_code == 4 and "no card is active" in done.output


# -- a crawl that somebody ends, while its server keeps it waiting ------------------------------------------------


@pytest.fixture
def slow(tmp_path):
    """A source whose page does not come, and the processes that ask for it."""
    reached, released = threading.Event(), threading.Event()

    def waits(handler):
        reached.set()
        released.wait(180)

    site = Site(pages={"/un": table("CPTS des Monts"), "/deux": waits})
    started = []

    def start(*command, **more):
        reached.clear()
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
        )
        started.append(process)
        assert reached.wait(180), process.communicate(timeout=5)
        return process

    with serve(site):
        for source_id in ("un", "deux"):
            write_card(tmp_path / "cards", source_id, f"{site.url}/{source_id}")
        yield site, start
        released.set()
        for process in started:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("command", "sigint"),
    [(["collect", "deux"], signal.SIG_DFL), (["collect", "deux"], signal.SIG_IGN), (["run"], signal.SIG_DFL)],
    ids=["in a terminal", "under nohup", "a run of the graph"],
)
def test_a_terminated_command_ends_like_an_interrupted_one(slow, tmp_path, monkeypatch, command, sigint):
    _, start = slow
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "data"))
    process = start(
        *("-m", "pipelines.cli.main", *command, "--live", "--cards", str(tmp_path / "cards")),
        preexec_fn=lambda: signal.signal(signal.SIGINT, sigint),
    )
    process.send_signal(signal.SIGTERM)
    said, errors = process.communicate(timeout=90)
    assert process.returncode == 130 and "interrupted" in errors and "Traceback" not in errors, said + errors
    assert not list((tmp_path / "data").rglob("*.partial")) and not list((tmp_path / "data").rglob("deux.report.json"))


def test_the_crawl_ends_with_the_process_that_started_it(slow, tmp_path):
    _, start = slow
    program = (
        "import sys; from pathlib import Path; from spiders.collect import collect\n"
        "folder = Path(sys.argv[1])\n"
        "collect(['deux'], 'live', [folder / 'captures'], folder / 'listings', cards=folder / 'cards')"
    )
    parent = start("-c", program, str(tmp_path))
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert children
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and any(_runs(child) for child in children):
        time.sleep(0.2)
    assert not any(map(_runs, children)), "the publisher is still being asked"
    assert not list((tmp_path / "listings").glob("*"))


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_pruning_keeps_what_listings_and_the_latest_release_cite(invoke, tmp_path, monkeypatch):
    monkeypatch.delenv("OBSERVATOIRE_CAPTURES", raising=False)
    kinds = (("Content-Type", "text/html"),)
    records = []
    for day in ("2026-01-04", "2026-01-11", "2026-01-18", "2026-01-25"):
        path = tmp_path / "work" / "captures" / "gecolib" / f"{day}.warc.gz"
        writer = CaptureWriter(path, {"software": "observatoire-cpts"}, lambda day=day: f"{day}T08:00:00Z")
        records.append(writer.answer("https://x.fr/", (), "200 OK", kinds, day.encode()).record_id)
        writer.close()
    read = Listing("CPTS du Val", Evidence("gecolib", "https://x.fr/", "1", record_id=records[0]))
    write_jsonl([read], tmp_path / "work" / "listings" / "gecolib.jsonl")
    folder = tmp_path / "releases" / "2026-01-25"
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"capture": [records[1], None]}), folder / "preuves.parquet")
    pq.write_table(pa.table({"affirmation_id": ["a"]}), folder / "affirmations.parquet")  # cites no record
    (tmp_path / "releases" / "latest").symlink_to(folder.name)
    done = invoke("captures", "prune", "--keep", "1")
    assert done.exit_code == 0 and done.output.startswith("1 file(s) taken away"), done.output
    left = sorted(path.name[:10] for path in (tmp_path / "work" / "captures" / "gecolib").iterdir())
    assert left == ["2026-01-04", "2026-01-11", "2026-01-25"]
    assert invoke("captures", "prune", "--keep", "0").exit_code == 2
