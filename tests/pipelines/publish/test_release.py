"""A release folder is complete, immutable, reproducible, and opens with the tools people have."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.publish.folders import latest, release_folders
from pipelines.publish.release import write_release
from pipelines.steps import build
from pipelines.steps.checks import blocking_failures, run_checks
from pipelines.steps.earlier_days import after_earlier_days
from schema import SchemaError, load_schema, to_arrow
from tests.support.site_server import DAY, PROVENANCE, make_release
from tests.support.synthetic import Row, rows, tables


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("releases"))


def test_same_tables_give_the_same_bytes(release: Path, tmp_path: Path) -> None:
    assert contents(make_release(tmp_path)) == contents(release)


def test_same_content_on_the_same_day_is_the_same_folder(tmp_path: Path) -> None:
    first = make_release(tmp_path)
    assert make_release(tmp_path) == first
    assert release_folders(tmp_path) == [first]


def test_other_content_on_the_same_day_never_overwrites(tmp_path: Path) -> None:
    first = make_release(tmp_path)
    before = contents(first)
    second = make_release(tmp_path, reconstruction=False)
    assert (first.name, second.name) == ("2026-11-22", "2026-11-22.2")
    assert contents(first) == before
    assert latest(tmp_path) == second
    assert json.loads((second / "datapackage.json").read_text())["version"] == "2026.11.22-2"


def test_each_release_carries_the_figures_of_those_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built as a run builds it; the release of a same day follows the day before and not its twin."""
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    held = rows()
    seen: dict[str, list[tuple[str, int]]] = {}
    for day, cpts in (("2026-10-25", 3), ("2026-11-22", 4), ("2026-11-22", 5), ("2026-12-20", 6)):
        monkeypatch.setattr(build, "release_day", lambda day=day: date.fromisoformat(day))
        today = build.deployment_table(held["cpts"][:cpts], held["territoires"])
        before, whole = build.previous_release(), to_arrow("deploiement", today)
        if before:
            whole = after_earlier_days("deploiement", whole, before, date.fromisoformat(day))

        def edit(tables: dict[str, list[Row]], whole: pa.Table = whole) -> None:
            tables["deploiement"] = whole.to_pylist()

        release = make_release(tmp_path / "releases", day=date.fromisoformat(day), edit=edit)
        published = pq.read_table(release / "deploiement.parquet").to_pylist()
        key = load_schema()["deploiement"].primary_key
        assert len({tuple(row[name] for name in key) for row in published}) == len(published)
        seen[release.name] = [
            (row["date"].isoformat(), row["nb_cpts"])
            for row in published
            if (row["niveau"], row["definition"]) == ("france", "tous_stades")
        ]
        assert blocking_failures(run_checks(rows() | {"deploiement": today}, ["deploiement"])) == []
    october, november, again = ("2026-10-25", 3), ("2026-11-22", 4), ("2026-11-22", 5)
    assert seen == {
        "2026-10-25": [october],
        "2026-11-22": [october, november],
        "2026-11-22.2": [october, again],
        "2026-12-20": [october, again, ("2026-12-20", 6)],
    }


def test_a_release_that_fails_leaves_nothing_in_its_place(tmp_path: Path) -> None:
    first = make_release(tmp_path)
    broken = tables()
    broken["cpts"] = broken["cpts"].drop_columns(["nom"])
    with pytest.raises(SchemaError, match="cpts"):
        write_release(broken, tmp_path, date(2026, 12, 1), PROVENANCE, reference=tmp_path)
    assert release_folders(tmp_path) == [first]
    assert latest(tmp_path) == first


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    partial = tables()
    del partial["missions"]
    with pytest.raises(SchemaError, match="missions"):
        write_release(partial, tmp_path, DAY, PROVENANCE, reference=tmp_path)


def test_releases_are_ordered_by_day_then_number(tmp_path: Path) -> None:
    for name in ("2026-11-22.10", "2026-11-22", "2026-11-22.2", "2026-01-01", ".2026-12-01.partial", "latest-x-y"):
        (tmp_path / name).mkdir()
    assert [path.name for path in release_folders(tmp_path)] == [
        "2026-01-01",
        "2026-11-22",
        "2026-11-22.2",
        "2026-11-22.10",
    ]


def test_every_file_is_in_the_checksums(release: Path) -> None:
    listed = dict(reversed(line.split("  ")) for line in (release / "SHA256SUMS").read_text().splitlines())
    actual = contents(release)
    del actual["SHA256SUMS"]
    assert listed == actual


def test_parquet_carries_schema_and_provenance(release: Path) -> None:
    for name, table in load_schema().items():
        found = pq.read_schema(release / f"{name}.parquet")
        assert found.equals(table.arrow())
        metadata = {key.decode(): value.decode() for key, value in found.metadata.items()}
        assert metadata["title"] == table.title
        assert metadata["code_version"] == "9.9.9"
        assert metadata["reconstruction"].startswith("Données reconstituées : 6 CPTS")
        assert len(metadata["captures_digest"]) == 64
        assert found.field(0).metadata[b"description"].decode() == table.fields[0].description


def test_csv_says_what_parquet_says(release: Path) -> None:
    for name in load_schema():
        rows = pq.read_table(release / f"{name}.parquet").to_pylist()
        with (release / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        expected = [
            {
                column: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                for column, value in row.items()
            }
            for row in rows
        ]
        assert lines == expected
        assert (release / f"{name}.csv").read_bytes().count(b"\r\n") >= len(rows) + 1


def test_no_reconstruction_statement_once_every_page_is_real(tmp_path: Path) -> None:
    release = make_release(tmp_path, reconstruction=False)
    assert json.loads((release / "datapackage.json").read_text())["reconstruction"] is None
    assert "reconstitu" not in (release / "README.md").read_text()


def test_changelog_gathers_changes_by_nature(release: Path) -> None:
    text = (release / "CHANGELOG.md").read_text()
    assert text.startswith("# Changements de la livraison du 22 novembre 2026")
    assert "## Nouvelles CPTS (6)" in text
    assert "- CPTS Grand Chêne est apparue." in text


def test_changelog_says_what_the_release_is_compared_with(tmp_path: Path) -> None:
    def nothing_new(tables: dict[str, list[Row]]) -> None:
        tables["deploiement"] += [row | {"date": date(2026, 10, 25)} for row in tables["deploiement"]]
        tables["changements"] = []

    def first(tables: dict[str, list[Row]]) -> None:
        tables["changements"] = []

    said = [
        (make_release(tmp_path / edit.__name__, edit=edit) / "CHANGELOG.md").read_text()
        for edit in (nothing_new, first)
    ]
    assert "Aucune différence avec la livraison du 25 octobre 2026." in said[0]
    assert "Aucune livraison d'un jour antérieur" in said[1] and "différence" not in said[1]


def test_what_the_guard_held_back_says_why_it_was_published(tmp_path: Path) -> None:
    told = replace(PROVENANCE, despite_guard="trois agences ont refait leur site")
    folder = write_release(tables(), tmp_path, DAY, told, reference=tmp_path)
    for name in ("CHANGELOG.md", "datapackage.json"):
        assert "Motif donné : « trois agences ont refait leur site »" in (folder / name).read_text(encoding="utf-8")


def test_licence_names_the_release(release: Path) -> None:
    assert "livraison 2026-11-22, Licence Ouverte 2.0" in (release / "LICENCE.txt").read_text()


def test_workbook_opens_with_typed_columns(release: Path) -> None:
    sheets = pd.read_excel(release / "observatoire-cpts.xlsx", sheet_name=None, engine="calamine")
    assert list(sheets) == ["Lisez-moi", "CPTS", "Changements", "Dictionnaire", "Sources", "Limites"]
    cpts = sheets["CPTS"]
    assert list(cpts.columns) == [field.title for field in load_schema()["cpts"].fields]
    assert cpts["Population déclarée (habitants)"].max() == 150000
    assert str(cpts["Vue le"][0])[:10] == "2026-11-20"
    assert set(cpts["Statut"].dropna()) <= {"ACI signé", "Projet de santé validé", "Lettre d'intention", "En émergence"}
    assert {"Occitanie", "La Réunion", "Bourgogne-Franche-Comté"} < set(cpts["Région"])
    assert cpts["Départements"][0] == "Département 48 (48)" and set(cpts["Présence"]) == {"Présente"}
    assert set(sheets["Sources"]["État"]) == {"À jour"}
    assert len(sheets["Dictionnaire"]) == sum(len(table.fields) for table in load_schema().values())


def test_workbook_has_frozen_headers_and_filters(release: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(release / "observatoire-cpts.xlsx")
    for name in ("CPTS", "Changements", "Dictionnaire", "Sources"):
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref


def test_a_region_has_a_workbook_of_its_own(drawn_release: Path) -> None:
    """Its CPTS with their sites, their communes by name, every commune of the region, in words."""
    assert {path.stem for path in (drawn_release / "regions").iterdir()} >= {"76", "04"}
    sheets = pd.read_excel(drawn_release / "regions" / "76.xlsx", sheet_name=None, engine="calamine", dtype=str)
    assert list(sheets) == ["Lisez-moi", "CPTS", "Communes des CPTS", "Toutes les communes", "Chiffres publiés"]
    assert set(sheets["CPTS"]["Région"]) == {"Occitanie"} and "Site" in sheets["CPTS"].columns
    held = pq.read_table(drawn_release / "cpts.parquet").to_pylist()
    assert sorted(sheets["CPTS"]["Nom"]) == sorted(row["nom"] for row in held if row["region"] == "76")
    sited = {row["nom"]: row["site_web"] for row in held if row["region"] == "76"}
    assert dict(zip(sheets["CPTS"]["Nom"], sheets["CPTS"]["Site"].fillna(""), strict=True)) == {
        name: site or "" for name, site in sited.items()
    }
    members = sheets["Communes des CPTS"]
    assert set(members[members["CPTS"] == "CPTS des Trois Clochers"]["Nom de la commune"]) == {
        "Mende",
        "Marvejols",
        "La Canourgue",
    }
    communes = sheets["Toutes les communes"].set_index("Commune")
    assert communes.loc["48095"].astype(str).str.contains("CPTS des Trois Clochers").any()
    assert communes.loc["48095", "Département"] == "Département 48 (48)"
    published = sheets["Chiffres publiés"]
    assert published["Valeur"].notna().any() and set(published["Nom de la région"]) == {"Occitanie"}
    assert "Région" not in published.columns


def test_a_workbook_says_which_release_of_the_day_it_is_of(tmp_path: Path) -> None:
    make_release(tmp_path, reconstruction=False)
    again = make_release(tmp_path)
    for name in ("observatoire-cpts.xlsx", "regions/76.xlsx"):
        front = pd.read_excel(again / name, sheet_name="Lisez-moi", engine="calamine", header=None)
        assert front[0][1] == "Livraison du 22 novembre 2026 (2e de la journée)"


def test_every_region_has_a_workbook(drawn_release: Path) -> None:
    known = set(pq.read_table(drawn_release / "regions.parquet").column("region").to_pylist())
    assert {path.stem for path in (drawn_release / "regions").iterdir()} == known


def test_a_date_of_a_spreadsheet_is_a_day_or_words(tmp_path: Path) -> None:
    def dated(tables: dict[str, list[Row]]) -> None:
        said = ("2022-09-26", "2022-09", "--02-05")
        event = tables["evenements"][0]
        tables["evenements"] = [event | {"evenement_id": day, "date_evenement": day} for day in said]

    book = make_release(tmp_path, edit=dated) / "excel" / "evenements.csv"
    written = {row["Date"] for row in csv.DictReader(book.open(encoding="utf-8-sig"), delimiter=";")}
    assert {"26/09/2022", "septembre 2022", "5 février (année non dite)"} <= written


def test_a_csv_for_excel_speaks_in_words(drawn_release: Path) -> None:
    """What programs read is in the raw file; what is left holds no code that has a name."""
    names = {row["nom"] for row in pq.read_table(drawn_release / "cpts.parquet").to_pylist()}
    titles = {row["titre"] for row in pq.read_table(drawn_release / "sources.parquet").to_pylist()}

    def read(table: str) -> list[dict[str, str]]:
        file = drawn_release / "excel" / f"{table}.csv"
        return list(csv.DictReader(file.open(encoding="utf-8-sig"), delimiter=";"))

    evidence = read("preuves")
    assert {row["CPTS"] for row in evidence} <= names and {row["Source"] for row in evidence} <= titles
    assert not {"Emplacement", "Capture", "Empreinte", "Règle"} & set(evidence[0])
    assert {row["CPTS"] for row in read("missions")} <= names
    filled = read("completude")
    tables = load_schema().values()
    assert {row["Table"] for row in filled} <= {table.title for table in tables}
    assert {row["Colonne"] for row in filled} <= {field.title for table in tables for field in table.fields}
    assert "FR" not in {row["Région"] for row in filled}


def test_sqlite_has_keys_labels_and_a_search_without_accents(release: Path) -> None:
    database = sqlite3.connect(release / "site" / "observatoire.db")
    assert database.execute("pragma foreign_key_check").fetchall() == []
    assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    keys = {(row[3], row[2]) for row in database.execute("pragma foreign_key_list(cpts)")}
    assert {("statut", "libelle_statut"), ("region", "regions"), ("reconstruction", "libelle_oui_non")} <= keys

    def search(words: str) -> list[str]:
        return [
            row[0]
            for row in database.execute(
                "select cpts.nom from cpts join cpts_fts on cpts_fts.rowid = cpts.rowid where cpts_fts match ?",
                (words,),
            )
        ]

    assert search("chene") == ["CPTS Grand Chêne"]
    assert search("marvejols") == ["CPTS des Trois Clochers"]
    for name, table in load_schema().items():
        count = database.execute(f"select count(*) from {name}").fetchone()[0]
        assert count == pq.read_metadata(release / f"{name}.parquet").num_rows, table.title


def test_maps_are_drawn_from_the_outlines(drawn_release: Path) -> None:
    import geopandas
    import shapely

    release = drawn_release
    shapes = geopandas.read_parquet(release / "territoires-contours.parquet").set_index("cpts_id")
    assert sorted(shapes.index) == [f"CPTS-00000{number}" for number in range(1, 6)]
    collection = json.loads((release / "territoires-contours.geojson").read_text(encoding="utf-8"))
    drawn = {one["properties"]["cpts_id"]: json.dumps(one["geometry"]) for one in collection["features"]}
    assert {
        one: shapely.from_geojson(drawn[one]).equals(shapes.geometry[one]) for one in shapes.index
    } == dict.fromkeys(shapes.index, True)
    west, south, east, north = shapes.loc["CPTS-000001"].geometry.bounds
    assert 3 < west < east < 4 and 44 < south < north < 45  # Mende, Marvejols and La Canourgue, in Lozère
    database = sqlite3.connect(release / "site" / "observatoire.db")
    drawn = {row[0] for row in database.execute("select departement from carte_departements")}
    assert len(drawn) == 102 and {"2A", "974", "75", "boite"} <= drawn
    assert max(row[0] for row in database.execute("select length(chemin) from carte_departements")) < 5000
    assert database.execute("select zone from carte_communes where commune = '97411'").fetchone() == ("974",)


def test_extra_files_are_copied_and_described(tmp_path: Path) -> None:
    ledger = tmp_path / "elsewhere.txt"
    ledger.write_text('{"id": 1}\n')
    release = write_release(
        tables(), tmp_path / "releases", DAY, PROVENANCE, {"ledger.jsonl": ledger}, reference=tmp_path
    )
    assert (release / "ledger.jsonl").read_text() == '{"id": 1}\n'
    files = json.loads((release / "datapackage.json").read_text())["fichiers"]
    assert [entry["bytes"] for entry in files if entry["path"] == "ledger.jsonl"] == [10]


def test_a_release_is_readable_whatever_the_umask(tmp_path: Path) -> None:
    import os

    before = os.umask(0o077)
    try:
        release = make_release(tmp_path / "releases")
    finally:
        os.umask(before)
    assert (tmp_path / "releases").stat().st_mode & 0o777 == 0o755
    for path in (release, *release.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_a_full_disk_leaves_no_partial_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_release(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.publish.release.write_workbook", full)
    with pytest.raises(OSError, match="No space"):
        make_release(tmp_path, day=date(2026, 12, 20))
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, "latest"]
    assert latest(tmp_path) == first


def test_latest_that_is_a_folder_is_named_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(ValueError, match="rename it"):
        make_release(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]


def test_a_damaged_release_of_the_day_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    first = make_release(tmp_path)
    (first / "cpts.csv").write_text("abîmé", encoding="utf-8")
    again = make_release(tmp_path)
    assert again.name == "2026-11-22.2" and latest(tmp_path) == again


def test_what_a_killed_run_left_is_removed_after_a_day(tmp_path: Path) -> None:
    import os
    import time

    old, running = tmp_path / ".2026-11-01.0a1b2c3d.partial", tmp_path / ".2026-11-22.4e5f6a7b.partial"
    for folder in (old, running):
        (folder / "site").mkdir(parents=True)
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    make_release(tmp_path)
    assert not old.exists() and running.exists()
