"""Workbooks and delimited text of every usual make, and what a broken one says."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest

from spiders.extract.decode.sheet.workbook import looks_delimited, parse_delimited, read_broken_zip, read_spreadsheet
from tests.support.cpts_tables import (
    ARS,
    EXPECTED,
    GRID,
    NAMES,
    alarm_names,
    document,
    facts,
    names,
    says_nobody,
)
from tests.support.writers import delimited, ods, xlsx


def read(body, name="liste-cpts.csv", content_type=""):
    return read_spreadsheet(document(body, name, content_type), ARS)


# --- workbooks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda: xlsx(("Feuil1", GRID)), lambda: ods(("Feuil1", GRID))], ids=["xlsx", "ods"])
def test_every_field_of_a_workbook(make):
    found = read(make(), "media/12/download")
    assert [facts(listing) for listing in found.listings] == EXPECTED
    assert says_nobody(found.listings)


def test_locators_name_sheet_and_row():
    assert read(xlsx(("Listing", GRID))).listings[1].evidence.locator == "feuille Listing, ligne 3"


def test_a_departement_per_sheet():
    rows = [["CPTS", "Communes"], ["Brest", "Brest\nGuilers"]]
    found = read(xlsx(("Finistère", rows), ("56 - Morbihan", [["CPTS", "Communes"], ["Auray", "Auray"]])))
    assert [(one.name, one.department_text) for one in found.listings] == [
        ("Brest", "Finistère"),
        ("Auray", "Morbihan"),
    ]
    assert found.listings[0].territory_text == "Brest, Guilers"


def test_two_sheets_that_complete_each_other():
    facts_sheet = [["CPTS", "Population"], ["CPTS de Brest", 210000]]
    communes = [["Nom CPTS", "Commune"], ["CPTS de Brest", "Brest"], ["CPTS de Brest", "Guilers"]]
    found = read(xlsx(("CPTS", facts_sheet), ("Communes", communes)))
    assert [(one.name, one.population_text, one.territory_text) for one in found.listings] == [
        ("CPTS de Brest", "210 000 habitants", "Brest, Guilers")
    ]


def test_only_the_newest_vintage_of_yearly_sheets():
    old, new = [["CPTS", "Statut"], ["CPTS de Brest", "Projet"]], [["CPTS", "Statut"], ["CPTS de Brest", "ACI signé"]]
    assert read(xlsx(("2023", old), ("2024", new))).listings[0].status_text == "ACI signé"


def test_a_hidden_sheet_is_not_published():
    found = read(
        xlsx(("Liste", GRID), ("Contacts", [["CPTS", "Population"], ["CPTS Fantôme", 10000]]), hidden=("Contacts",))
    )
    assert names(found.listings) == NAMES


def test_dates_numbers_and_booleans_of_a_workbook():
    rows = [
        ["CPTS", "ACI signé", "Date de signature ACI", "Population"],
        ["CPTS de Brest", True, datetime.date(2021, 3, 12), 210000.0],
        ["CPTS d'Auray", False, None, 90000],
    ]
    brest, auray = read(xlsx(("Feuil1", rows))).listings
    assert brest.status_text == "ACI signé; Date de signature ACI : 2021-03-12"
    assert brest.date_text == "Date de signature ACI : 2021-03-12"
    assert brest.population_text == "210 000 habitants"
    assert (auray.status_text, auray.date_text) == (None, None)


def test_merged_headers_under_a_title_and_a_logo_line():
    rows = [
        ["Agence régionale de santé"],
        [],
        ["Liste des CPTS"],
        [],
        [],
        ["CPTS", "Territoire", "", "Missions", ""],
        ["", "Communes", "Nb hab.", "Accès aux soins", "Prévention"],
        ["Brest", "Brest", 210000, "X", ""],
    ]
    found = read(xlsx(("Feuil1", rows), merged=("A1:E1", "A3:E3", "A6:A7", "B6:C6", "D6:E6")))
    listing = found.listings[0]
    assert (listing.name, listing.territory_text, listing.population_text, listing.missions_text) == (
        "Brest",
        "Brest",
        "210 000 habitants",
        "Accès aux soins",
    )


def test_names_merged_over_their_communes():
    rows = [
        ["CPTS", "Commune", "Dépt"],
        ["CPTS de Brest", "Brest", 29],
        ["", "Guilers", 29],
        ["CPTS d'Auray", "Auray", 56],
    ]
    found = read(xlsx(("Feuil1", rows), merged=("A2:A3",)))
    assert [(one.name, one.territory_text) for one in found.listings] == [
        ("CPTS de Brest", "Brest, Guilers"),
        ("CPTS d'Auray", "Auray"),
    ]


def test_names_written_once_without_a_merge():
    rows = [["CPTS", "Commune"], ["CPTS de Brest", "Brest"], ["", "Guilers"], ["CPTS d'Auray", "Auray"]]
    assert read(xlsx(("Feuil1", rows))).listings[0].territory_text == "Brest, Guilers"


# --- delimited text ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "mac_roman", "cp850", "utf-16"])
def test_every_usual_encoding(encoding):
    found = read(delimited(GRID).encode(encoding), content_type="text/csv")
    assert [facts(listing) for listing in found.listings] == EXPECTED


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252"])
@pytest.mark.parametrize(
    ("name", "stage"),
    [("CPTS Vallée du Gier", "ACI signé"), ("CPTS de la Forêt", "validé"), ("CPTS VALLÉE DU GIER", "SIGNÉ")],
)
def test_the_encoding_of_one_row_is_told_by_where_its_accents_stand(name, stage, encoding):
    found = read(f"CPTS;Statut\n{name};{stage}\n".encode(encoding), content_type="text/csv").listings[0]
    assert (found.name, found.status_text) == (name, stage)


def test_entities_of_an_export_are_its_letters_and_separate_nothing():
    body = (
        "CPTS;Statut\nCPTS Vall&eacute;e de l&#39;Ain;Projet de sant&#233; valid&#xe9;\nCPTS &quot;Iroise&quot;;R&D;\n"
    )
    found = read(body.encode(), content_type="text/csv")
    assert [(one.name, one.status_text) for one in found.listings] == [
        ("CPTS Vallée de l'Ain", "Projet de santé validé"),
        ("CPTS ”Iroise”", "R&D"),
    ]


def test_quoted_line_breaks_and_doubled_quotes():
    body = 'Nom de la CPTS;Communes;Population\r\n"CPTS ""Iroise""";"Brest\nGuilers";"210 000"\r\n'
    listing = read(body.encode()).listings[0]
    assert (listing.name, listing.territory_text) == ('CPTS "Iroise"', "Brest, Guilers")


def test_the_separator_excel_declares():
    assert parse_delimited("sep=,\r\na,b;c\r\n") == [["a", "b;c"]]


def test_mojibake_is_repaired():
    body = delimited(GRID).encode("utf-8").decode("cp1252", errors="ignore").encode("utf-8")
    assert read(body).listings[1].name == "CPTS de Fougères"


def test_a_title_over_a_delimited_text():
    found = read(("Liste des CPTS au 01/01/2026;;;;;;;\r\n;;;;;;;\r\n" + delimited(GRID)).encode())
    assert [facts(listing) for listing in found.listings] == EXPECTED


# --- broken files ------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_before_it_opens():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    found = read(body.getvalue(), "liste.xlsx")
    assert alarm_names(found.alarms) == {"WrongType"}
    assert "bomb" in found.alarms[0].detail


@pytest.mark.parametrize("body", [b"<html><body>Connexion</body></html>", b"%PDF-1.4", bytes(range(256)) * 20])
def test_another_type_is_named(body):
    found = read(body, "liste.csv", "text/csv")
    assert found.listings == ()
    assert alarm_names(found.alarms) == {"WrongType"}


def test_an_empty_workbook_is_named():
    assert alarm_names(read(xlsx(("Feuil1", []))).alarms) == {"EmptyListing"}


@pytest.mark.parametrize(
    "text",
    [
        "Liste des CPTS\nMise à jour : 02/01/2026\n\nNom de la CPTS;Département;Population\nCPTS du Bugey;Ain;45 000\n",
        "finess;etalab;90;2024-01-01\nstructureet;010000001\n",
    ],
)
def test_a_delimited_text_served_as_plain_text(text):
    assert looks_delimited(document(text.encode(), "telecharger?id=3", "text/plain"))


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS du Bugey couvre 45 000 habitants ;\nelle regroupe 12 communes ; elle a signé son ACI.\n"
        "Contact ; site ; statut\n",
        "CPTS du Bugey\nPopulation : 45 000 habitants, 12 communes\nStatut : ACI\n",
    ],
)
def test_prose_is_no_delimited_text(text):
    assert not looks_delimited(document(text.encode(), "note.txt", "text/plain"))


def test_a_delimited_text_under_titles_dates_its_stages():
    text = "Liste des CPTS\nMise à jour : 02/01/2026\nNom de la CPTS;Statut;Date\nCPTS du Bugey;ACI signé;44562\n"
    listing = read(text.encode(), "telecharger?id=3", "text/plain").listings[0]
    assert (listing.date_text, listing.page_date) == ("ACI signé : 2022-01-01", "2026-01-02")


def test_a_cut_container_is_truncated_and_another_archive_is_not():
    body = xlsx(("Feuille", GRID))
    assert alarm_names(read_broken_zip(document(body[: len(body) // 2], "liste.xlsx"), ARS).alarms) == {"Truncated"}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("notes.txt", "rien")
    assert alarm_names(read_broken_zip(document(archive.getvalue(), "archive.zip"), ARS).alarms) == {"WrongType"}


def test_a_header_over_no_row_is_an_empty_list():
    found = read(b"CPTS;Statut;D\xc3\xa9partement\n", "export", "")
    assert alarm_names(found.alarms) == {"EmptyListing"}
    assert looks_delimited(document("CPTS;Statut;Département\n".encode(), "export"))
