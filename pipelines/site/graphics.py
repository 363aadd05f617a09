"""Curves and maps as files of their own: `/graphiques/courbe.svg`, `/graphiques/region/76.png`. What a page draws, with
its colours inside and a line that says where it comes from."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from functools import cache

from datasette import NotFound, Response
from datasette.app import Datasette
from datasette.utils.asgi import Request

from pipelines.site.documents import KINDS
from pipelines.site.french import french_release
from pipelines.site.instance import DATABASE, SITE

PATH = r"^/graphiques/(?:(?P<kind>region|departement|cpts)/(?P<code>[^/.]+)|(?P<name>[a-z]+))\.(?P<format>svg|png)$"
SIGNS = "Rond : tous stades. Carré : lettre d'intention ou plus. Triangle : projet validé ou plus. Losange : ACI. "
# name of a file → template that draws it, which of its wide drawings it is, what its signs and colours mean
DRAWN = {
    "courbe": (
        "_courbe.html",
        0,
        f"CPTS publiées par d'autres. {SIGNS}Flèche : au moins ou au plus. Trait couché : seule l'année est dite. "
        "Signe creux : environ, ou date déduite. Une ligne ne joint que les chiffres d'un même auteur.",
    ),
    "livraisons": ("_courbe.html", 1, f"CPTS que l'observatoire peut nommer, à chaque livraison. {SIGNS}"),
    "carte": (
        "_carte_france.html",
        0,
        "Part de la population dont la commune est nommée au territoire d'une CPTS connue, tous stades, au plus. "
        "Gris : aucune CPTS connue. Du plus clair au plus foncé : moins de 5 % ou communes inconnues, 5 à 25 %, 25 à "
        "50 %, 50 à 75 %, plus de 75 %.",
    ),
}
_STAGES = (
    "Communes selon le statut le plus avancé de leur CPTS, du plus foncé au plus clair : ACI signé, projet validé, "
    "lettre d'intention, en émergence, statut inconnu. Gris : aucune CPTS connue."
)
OF_TERRITORY = {
    "region": _STAGES,
    "departement": _STAGES,
    "cpts": "En couleur, les communes qu'une source dit du territoire. Gris : les autres communes.",
}
LETTERS = 100  # in one line below a drawing
PIXELS = 1200  # in the width of a PNG, as the share card


@cache
def _style() -> str:
    """The rules of the stylesheet for maps and curves, by day, every variable replaced: a program that draws SVG may
    know none."""
    sheet = (SITE / "static" / "observatoire.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+):\s*([^;]+);", sheet.partition("}")[0]))
    rules = sheet.split("/* maps and curve */")[1].split("/* tables */")[0]
    return re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], rules)


def standalone(drawing: str, said: Iterable[str]) -> str:
    """`drawing`, an `<svg>` of a page, as a file: its own colours, and the sentences `said` below."""
    box = re.search(r'viewBox="([-\d. ]+)"', drawing)
    if box is None:
        raise ValueError("a drawing without a viewBox")
    left, top, width, height = (float(number) for number in box[1].split())
    lines = [line for sentence in said for line in textwrap.wrap(sentence, LETTERS)]
    size = width / 60
    whole = height + size * 1.5 * (len(lines) + 1)
    below = "".join(
        f'<text x="{left + size:g}" y="{top + height + size * 1.5 * number:g}">{html.escape(line)}</text>'
        for number, line in enumerate(lines, 1)
    )
    frame = f'width="{width:g}" height="{whole:g}"'
    body = re.sub(r"</?a\b[^>]*>", "", drawing.partition(">")[2].rpartition("</svg>")[0])  # links of the site alone
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {width:g} {whole:g}" {frame} '
        f'font-family="sans-serif"><style>{html.escape(_style(), quote=False)}</style>'
        f'<rect x="{left:g}" y="{top:g}" {frame} fill="#fff"/>{body}'
        f'<g fill="#56666a" font-size="{size:g}">{below}</g></svg>\n'
    )


async def _drawn(datasette: Datasette, request: Request) -> tuple[str, str]:
    """The `<svg>` that was asked for, and what its signs mean. Raises `NotFound` where there is none."""
    kind, code, name = (request.url_vars[one] for one in ("kind", "code", "name"))
    if kind:
        about = KINDS[kind]
        found = await datasette.databases[DATABASE].execute(
            f"select 1 from {about.table} where {about.key} = ?", [code]
        )
        template, which, meaning = f"pages/{kind}/{{{about.key}}}.html", 0, OF_TERRITORY[kind]
        begins, good = r'(?<=<figure class="territoire">\n)<svg viewBox', bool(found.rows)
    else:
        template, which, meaning = DRAWN.get(name, ("", 0, ""))
        begins, good = r'<svg (?:class="large"|viewBox)', bool(template)
    drawn = "carte_departements" in datasette._observatoire["tables_presentes"] or template == "_courbe.html"
    if not good or not drawn:
        raise NotFound("no such drawing")
    # a CPTS that joined another one has a page that leads there: its own drawing stays
    context = {KINDS[kind].key: code, "custom_redirect": str} if kind else {}
    page = await datasette.render_template(template, context, request=request)
    drawings = re.findall(rf"{begins}(?:(?!</?svg).)*</svg>", page, re.S)
    if which >= len(drawings):
        raise NotFound("nothing to draw yet")
    return drawings[which], meaning


def _png(drawing: str) -> bytes:
    import resvg_py
    from font_lato import font_files

    picture = resvg_py.svg_to_bytes(
        svg_string=drawing,
        width=PIXELS,
        font_files=[font_files["Lato"]],
        skip_system_fonts=True,
        sans_serif_family="Lato",
    )
    return bytes(picture)


async def graphic(request: Request, datasette: Datasette) -> Response:
    shared = datasette._observatoire
    drawing, meaning = await _drawn(datasette, request)
    release = french_release(shared["livraison"]["livraison"])
    warning = ", données reconstituées" if shared["avertissement"] else ""
    said = f"Observatoire des CPTS, livraison du {release}{warning}, Licence Ouverte 2.0"
    name = "-".join(filter(None, (request.url_vars[one] for one in ("kind", "code", "name"))))
    form = request.url_vars["format"]
    file = standalone(drawing, (meaning, said))
    return Response(
        file if form == "svg" else _png(file),
        content_type="image/svg+xml; charset=utf-8" if form == "svg" else "image/png",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{shared["livraison"]["livraison"]}.{form}"',
            "Access-Control-Allow-Origin": "*",
        },
    )
