"""Curves and maps as files that stand alone."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from pipelines.site.graphics import PIXELS, standalone
from pipelines.site.share_card import MARGIN, SIZE, card
from tests.support.site_server import Site, make_release, running


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


@pytest.mark.parametrize(
    ("name", "seen"), [("courbe", "objectif : 1 000 CPTS pour 2022"), ("carte", "Paris et petite")]
)
def test_a_drawing_is_a_file_with_its_colours_and_its_origin(site: Site, name: str, seen: str) -> None:
    reply = site.get(f"/graphiques/{name}.svg")
    assert reply.headers["content-type"].startswith("image/svg+xml")
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}-2026-11-22.svg"'
    assert "var(--" not in reply.text and "href" not in reply.text and "<script" not in reply.text
    words = " ".join("".join(ElementTree.fromstring(reply.body).itertext()).split())
    for expected in (seen, "livraison du 22 novembre 2026, données reconstituées, Licence Ouverte 2.0"):
        assert expected in words, expected


@pytest.mark.parametrize("path", ["courbe", "carte", "region/76", "departement/48", "cpts/CPTS-000001"])
def test_a_drawing_is_a_picture_too(site: Site, path: str) -> None:
    reply = site.get(f"/graphiques/{path}.png")
    assert reply.headers["content-type"] == "image/png" and ".png" in reply.headers["content-disposition"]
    picture = Image.open(io.BytesIO(reply.body)).convert("RGB")
    assert picture.width == PIXELS and len(set(picture.resize((160, 120)).get_flattened_data())) > 20
    of = {"courbe": "/suivi", "carte": "/"}.get(path, f"/{path}")
    for form in ("svg", "png"):
        assert f'"/graphiques/{path}.{form}"' in site.get(of).text


def test_what_cannot_be_drawn_is_no_page(site: Site, tmp_path: Path) -> None:
    for path in (
        "/graphiques/livraisons.svg",
        "/graphiques/rien.svg",
        "/graphiques/livraisons.png",
        "/graphiques/courbe.gif",
    ):  # one release: no curve
        assert site.get(path).status == 404, path
    with running(make_release(tmp_path)) as bare:
        assert bare.get("/graphiques/carte.svg").status == 404


def test_words_below_a_drawing_are_escaped_and_broken() -> None:
    said = "a < b & c " * 20
    text = standalone('<svg viewBox="0 0 600 300"><a href="/x"><path class="dep" d="M0 0"/></a></svg>', (said,))
    root = ElementTree.fromstring(text.encode())
    lines = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(lines) > 1 and " ".join(lines) == said.strip()
    assert root.find(".//{http://www.w3.org/2000/svg}a") is None
    assert float(root.attrib["height"]) > 300
    with pytest.raises(ValueError, match="viewBox"):
        standalone("<svg></svg>", ())


def test_a_shared_link_shows_the_figure_with_its_date(site: Site) -> None:
    address = f"{site.address}/graphiques/partage.png"
    assert f'<meta property="og:image" content="{address}">' in site.get("/suivi").text
    reply = site.get("/graphiques/partage.png")
    assert reply.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(reply.body)) as picture:
        assert picture.size == SIZE
    assert len(reply.body) < 100_000
    words = "au moins 650\nCPTS en France avec un contrat (ACI) signé\nMinistère, 2025\nL'observatoire\nlivraison"
    assert card(words) == card(words) != card(words.replace("650", "651"))
    assert card("\n".join("3ᵉ")) == card("\n".join("3e"))  # no letter that the font has not


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "/region/76",
            ("Occitanie : 2 CPTS connues, dont 1 avec un contrat (ACI) signé", "communes connues pour 2 CPTS sur 2"),
        ),
        ("/departement/48", ("Département 48 (48) : 2 CPTS connues",)),
        ("/commune/48095", ("Mende (48095) : 1 CPTS connue", "ACI signé")),
        ("/commune/48080", ("Langogne (48080) : aucune CPTS connue, ce qui ne prouve pas",)),
        ("/cpts/CPTS-000001", ("CPTS des Trois Clochers : ACI signé depuis",)),
    ],
)
def test_the_link_to_a_place_shows_its_own_figure_and_date(site: Site, path: str, said: tuple[str, ...]) -> None:
    text = unescape(site.get(path).text)
    summary = text.split('<meta property="og:description" content="')[1].split('"')[0]
    assert all(one in summary for one in (*said, "Livraison du 22 novembre 2026.")), summary
    assert f'<meta property="og:image" content="{site.address}/graphiques/partage{path}.png">' in text
    pictures = [site.get(f"/graphiques/partage{one}.png") for one in ("", path)]
    assert [one.headers["content-type"] for one in pictures] == ["image/png"] * 2
    assert pictures[0].body != pictures[1].body


@pytest.mark.parametrize("path", ["/region/76", "/departement/48"])
def test_the_map_of_a_territory_is_taken_as_its_page_shows_it(site: Site, path: str) -> None:
    assert f'href="/graphiques{path}.svg" download' in site.get(path).text
    reply = site.get(f"/graphiques{path}.svg")
    root = ElementTree.fromstring(reply.body)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 2
    assert "ACI signé" in reply.text and "var(--" not in reply.text and "<a " not in reply.text
    assert f"{path.strip('/').replace('/', '-')}-2026-11-22.svg" in reply.headers["content-disposition"]


def test_nothing_is_drawn_of_what_does_not_exist(site: Site) -> None:
    for path in ("region/99", "departement/00"):
        assert site.get(f"/graphiques/{path}.svg").status == 404, path
    for path in ("region/99", "cpts/x", "commune/00000", "rien/48"):
        assert site.get(f"/graphiques/partage/{path}.png").status == 404, path


def test_words_too_long_for_a_share_card_are_written_smaller() -> None:
    with Image.open(
        io.BytesIO(card("Ministère chargé de la santé et de l'accès aux soins, " * 2 + "\n2025"))
    ) as picture:
        right = picture.convert("L").crop((SIZE[0] - MARGIN, 20, *SIZE))
    assert right.getextrema() == (255, 255)


def test_an_archived_page_shows_no_figure_of_today(site: Site) -> None:
    assert "og:image" not in site.get("/2026-11-22/cpts").text
