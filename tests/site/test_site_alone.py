"""The site starts from a release folder, alone, from its own part of the lock, with its own address
for corrections, and stops when told."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.publish.checksums import read_sums, sha256, write_sums
from pipelines.requirements import blocks, locked
from pipelines.site.instance import told
from pipelines.site.serve import ROOT, NoRelease, command
from tests.support.site_server import Site, free_port, make_release, running, wait_for


def test_the_form_of_corrections_is_prefilled(drawn_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_CORRECTION", "mailto:erreurs@exemple.invalid?subject={titre}&body={texte}")
    with running(drawn_release) as other:
        text = unescape(other.get("/signaler?sujet=cpts&id=CPTS-000001").text)
    sent = text.split('<form action="mailto:erreurs@exemple.invalid" method="get">')[1].split("</form>")[0]
    assert 'name="subject" value="Correction : CPTS des Trois Clochers (CPTS-000001)"' in sent
    body = sent.split('name="body"')[1].split("</textarea>")[0]
    assert "Livraison : 22 novembre 2026" in body and f"{other.address}/cpts/CPTS-000001" in body


def test_a_form_that_no_form_can_fill_is_a_link(drawn_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_CORRECTION", "https://exemple.invalid/nouveau/{titre}?texte={texte}")
    with running(drawn_release) as other:
        reply = other.get("/signaler?sujet=cpts&id=CPTS-000001")
    link = unescape(reply.text).split('<a class="bouton" href="')[1].split('"')[0]
    assert parse_qs(urlsplit(link).query)["texte"][0].startswith("Livraison : 22 novembre 2026")
    assert "form-action 'self' mailto: https://exemple.invalid;" in reply.headers["content-security-policy"]


def test_corrections_go_to_the_contact_where_they_have_no_address_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSERVATOIRE_CORRECTION", raising=False)
    monkeypatch.setenv("OBSERVATOIRE_CONTACT", "equipe@exemple.invalid")
    assert told()["correction"] == "mailto:equipe@exemple.invalid?subject={titre}&body={texte}"
    monkeypatch.setenv("OBSERVATOIRE_CONTACT", "https://exemple.invalid/contact")
    assert told()["correction"] == "mailto:?subject={titre}&body={texte}"


def test_another_folder_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match=r"observatoire\.db"):
        command(tmp_path)


def test_stopping_the_command_stops_the_site(drawn_release: Path, tmp_path: Path) -> None:
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.site.serve", str(drawn_release), "--port", str(port)],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    again = Site(f"http://127.0.0.1:{port}", drawn_release)
    wait_for(again)
    process.terminate()
    process.wait(timeout=20)
    with pytest.raises(OSError):
        again.get("/static/icone.svg")


def test_a_server_needs_the_site_and_a_release_only(drawn_release: Path, tmp_path: Path) -> None:
    """The program without the pipeline, a copy of one release, and another working folder."""
    program, release = tmp_path / "program", tmp_path / "releases" / drawn_release.name
    alone = (
        "pipelines/__init__.py",
        "pipelines/publish/__init__.py",
        "pipelines/publish/checksums.py",
        "schema/__init__.py",
    )
    for path in alone:
        (program / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, program / path)
    for path in ("pipelines/site", "datasets/site"):
        shutil.copytree(ROOT / path, program / path, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(drawn_release, release)
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.site.serve", str(release), "--port", str(port)],
            cwd=program,
            stdout=log,
            stderr=log,
        )
    try:
        alone = Site(f"http://127.0.0.1:{port}", release)
        wait_for(alone, process)
        for path in ("/", "/suivi", "/sources", "/cpts/CPTS-000001", "/observatoire/cpts", "/donnees"):
            reply = alone.get(path)
            assert reply.status == 200 and 'lang="fr"' in reply.text, path
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_lock_of_the_site_holds_what_it_needs_and_no_more() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "pipelines" / "requirements.py"), "site"],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {entry.split("==")[0] for entry in done.stdout.splitlines() if "==" in entry}
    assert {"datasette", "datasette-atom", "sqlite-utils", "click", "jinja2", "uvicorn"} <= names
    assert not names & {"dagster", "scrapy", "pandas", "pyarrow", "great-expectations", "playwright"}
    entries = blocks(done.stdout)
    assert len(entries) == len(names) and all("--hash=sha256:" in text for _, _, text in entries)


def test_a_lock_without_a_package_of_the_site_is_refused() -> None:
    with pytest.raises(ValueError, match="datasette"):
        locked("click==8.1 \\\n    --hash=sha256:00\n", {"click", "datasette"})


def test_the_site_imports_nothing_of_the_pipeline() -> None:
    code = (
        "import sys, pipelines.site.plugin, pipelines.site.serve\n"
        "print(sorted({'pandas', 'pyarrow', 'dagster', 'scrapy', 'great_expectations', 'pydantic'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_release_whose_home_page_cannot_be_made_is_not_served(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    path = release / "site" / "observatoire.db"
    with sqlite3.connect(path) as database:
        database.execute("delete from deploiement")  # a column that is gone is unknown, a count that is gone is not
    write_sums(release, read_sums(release) | {"site/observatoire.db": sha256(path)})
    line = [sys.executable, "-m", "pipelines.site.serve", str(release), "--port", str(free_port())]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and "another schema" in done.stderr
