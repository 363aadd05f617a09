"""The whole way on the bundled captures: what a newcomer's `make run` must give, and what must never leave it."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from schema import load_schema

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "datasets" / "reconstructions"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
PHONE = re.compile(r"(?<!\d)0[1-9](?:[ .\u00a0\u202f-]?\d\d){4}(?!\d)")


def observatoire(data: Path, *arguments: str, umask: int = -1, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli.main", *arguments],
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=600,
        umask=umask,
        env=os.environ | {"OBSERVATOIRE_DATA": str(data)} | environment,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess]:
    data = tmp_path_factory.mktemp("observatoire")
    return data, observatoire(data, "run")


@pytest.fixture(scope="module")
def release(run) -> Path:
    data, done = run
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return data / "releases" / "latest"


def rows(release: Path, table: str) -> list[dict]:
    return pq.ParquetFile(release / f"{table}.parquet").read().to_pylist()


def test_every_table_is_published_as_parquet_and_csv(release):
    for name, table in load_schema().items():
        parquet = pq.ParquetFile(release / f"{name}.parquet")
        assert parquet.schema_arrow.names == list(table.columns)
        with (release / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            assert sum(1 for _ in csv.DictReader(lines)) == parquet.metadata.num_rows


def test_the_bundled_input_is_wide_enough(release):
    collected = [row for row in rows(release, "sources") if row["nb_lignes"]]
    regions = {code for row in collected for code in (row["regions"] or "").split(" ; ") if code}
    assert len(collected) >= 45
    assert len(regions) >= 9
    assert len(rows(release, "cpts")) >= 285


def test_no_source_fails_on_its_own_capture(release):
    assert [row["source_id"] for row in rows(release, "sources") if row["etat"] == "en_panne"] == []


def test_every_published_value_has_a_retained_proof(release):
    proved = {(row["cpts_id"], row["propriete"]) for row in rows(release, "preuves") if row["retenue"]}
    for row in rows(release, "cpts"):
        for column, name in (
            ("nom", "nom"),
            ("statut", "statut"),
            ("population_declaree", "population"),
            ("nb_communes", "territoire"),
            ("site_web", "site_web"),
            ("nb_adherents", "adherents"),
            ("forme_juridique", "forme_juridique"),
            ("taille_declaree", "taille_declaree"),
        ):
            if row[column] is not None:
                assert (row["cpts_id"], name) in proved, (row["nom"], column)


def test_every_proof_points_into_a_capture_of_the_release(release):
    for row in rows(release, "preuves"):
        assert row["capture"] and row["empreinte"].startswith("sha256:") and row["localisation"], row["preuve_id"]


def test_everything_says_that_it_is_reconstructed(release):
    assert all(row["reconstruction"] for row in rows(release, "preuves"))
    assert all(row["reconstruction"] for row in rows(release, "sources") if row["nb_lignes"])
    assert "reconstitu" in json.loads((release / "datapackage.json").read_text())["reconstruction"].lower()
    france = [row for row in rows(release, "deploiement") if row["niveau"] == "france"]
    assert france and all(row["nb_jamais_confirmees"] == row["nb_cpts"] for row in france)


def test_no_blocking_check_failed_and_checks_ran(release):
    checks = rows(release, "qualite")
    assert len(checks) > 100
    assert [row for row in checks if row["gravite"] == "bloquant" and not row["succes"]] == []


def test_the_checksums_hold(release):
    import hashlib

    for line in (release / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest, name


@pytest.fixture(scope="module")
def personal() -> set[str]:
    """E-mails and phones of the invented people of every reconstructed page that is text."""
    found: set[str] = set()
    for path in PAGES.rglob("*"):
        if path.suffix in (".html", ".json", ".xml", ".kml") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found |= set(EMAIL.findall(text)) | {re.sub(r"\D", "", one) for one in PHONE.findall(text)}
    assert len(found) > 50
    return found


def test_no_personal_data_reaches_an_output(release, personal):
    for path in release.rglob("*"):
        if path.suffix not in (".csv", ".json", ".jsonl", ".md", ".jsonld"):
            continue
        text = path.read_text(encoding="utf-8")
        leaked = [one for one in EMAIL.findall(text) if one in personal]
        leaked += [one for one in PHONE.findall(text) if re.sub(r"\D", "", one) in personal]
        assert leaked == [], path.name


def test_no_name_of_a_person_reaches_an_output(release, personal):
    """Names as the pages' own e-mail addresses spell them: prenom.nom@…, searched without accents."""
    from lexicon.text import fold_words

    people = {" ".join(one.split("@")[0].split(".")) for one in personal if re.match(r"[a-z]{3,}\.[a-z-]{3,}@", one)}
    assert len(people) > 20
    for path in release.rglob("*.csv"):
        text = fold_words(path.read_text(encoding="utf-8"))
        assert [one for one in people if f" {fold_words(one)} " in text] == [], path.name


def test_the_same_listings_give_the_same_release_whoever_builds(run, tmp_path):
    """Another folder, another process, another order of sets, time zone, language and umask: the same bytes, in files
    that everybody may read."""
    data, done = run
    assert done.returncode == 0
    again = tmp_path / "again"
    shutil.copytree(data / "work" / "listings", again / "work" / "listings")
    other = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}
    for command in ("build", "release"):
        made = observatoire(again, command, umask=0o077, **other)
        assert made.returncode == 0, made.stderr[-2000:]
    first, second = ((folder / "releases" / "latest").resolve() for folder in (data, again))
    names = {path.relative_to(first) for path in first.rglob("*") if path.is_file()}
    assert names == {path.relative_to(second) for path in second.rglob("*") if path.is_file()}
    assert [name for name in sorted(names) if (first / name).read_bytes() != (second / name).read_bytes()] == []
    assert all((second / name).stat().st_mode & 0o444 == 0o444 for name in names)


def test_releasing_again_changes_nothing(run):
    data, done = run
    assert done.returncode == 0
    before = {path.name for path in (data / "releases").iterdir()}
    assert observatoire(data, "release").returncode == 0
    assert {path.name for path in (data / "releases").iterdir()} == before


def test_a_release_that_holds_personal_data_is_refused_and_the_published_one_stays(run, tmp_path):
    data, done = run
    assert done.returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(data, copy, symlinks=True)
    before = {path: path.read_bytes() for path in sorted((copy / "releases" / "latest").glob("*.parquet"))}
    listings = sorted((copy / "work" / "listings").glob("*.jsonl"))[0]
    first, *rest = listings.read_text(encoding="utf-8").splitlines(keepends=True)
    row = json.loads(first) | {"territory_text": "Dijon, écrire à jeanne.inventee@exemple.fr"}
    listings.write_text(json.dumps(row) + "\n" + "".join(rest), encoding="utf-8")
    built = observatoire(copy, "build")
    assert built.returncode == 1 and "publiable" in built.stdout + built.stderr
    refused = observatoire(copy, "release")
    assert refused.returncode == 1 and "nothing is published" in refused.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_listing_file_that_is_not_one_names_its_line(run, tmp_path):
    data, done = run
    assert done.returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(data / "work" / "listings", copy / "work" / "listings")
    broken = sorted((copy / "work" / "listings").glob("*.jsonl"))[0]
    broken.write_text("{half a line", encoding="utf-8")
    built = observatoire(copy, "build")
    assert built.returncode == 1
    assert broken.name in built.stdout + built.stderr and "line 1" in built.stdout + built.stderr
