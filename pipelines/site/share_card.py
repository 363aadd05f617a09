"""`/graphiques/partage.png`: what a message shows of a link to the site: the last published figure with its author and
date, and what the observatory can name of it; `/graphiques/partage/region/76.png` is that of the page of a region. The
words are those of `_partage.txt`."""

from __future__ import annotations

import html
import io
import unicodedata
from typing import TYPE_CHECKING

from datasette import NotFound, Response
from datasette.app import Datasette
from datasette.utils.asgi import Request

from pipelines.site.documents import KINDS
from pipelines.site.instance import DATABASE

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PATH = rf"^/graphiques/partage(?:/(?P<kind>{'|'.join(KINDS)})/(?P<code>[^/.]+))?\.png$"
SIZE = (1200, 630)  # what the programs that show links ask for (ogp.me gives no size; theirs is this one)
MARGIN = 72
INK, QUIET, PAPER, MARK = "#12262b", "#56666a", "#ffffff", "#0b5c6b"
LARGEST, SMALLEST = 150, 16  # of letters
# height of letters and colour of each line of the words
LINES = ((LARGEST, MARK), (46, INK), (34, QUIET), (40, INK), (30, QUIET))


def _written(draw: ImageDraw, top: float, line: str, size: int, colour: str) -> float:
    """Write `line` at `top`, smaller where it is too long; where the next one begins."""
    from font_lato import font_files
    from PIL import ImageFont

    font = ImageFont.truetype(font_files["Lato"], size)
    while font.getlength(line) > SIZE[0] - 2 * MARGIN and font.size > SMALLEST:
        font = ImageFont.truetype(font_files["Lato"], int(font.size) - 2)
    draw.text((MARGIN, top), line, font=font, fill=colour)
    return top + font.size * 1.6


def card(words: str) -> bytes:
    """The picture of five lines: figure, what it counts, its author and date, what is named here, the release; of the
    last two where nobody published a figure."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 18), fill=MARK)
    top: float = MARGIN
    written = unicodedata.normalize("NFKC", html.unescape(words)).splitlines()  # the font has no « ᵉ »
    lines = [line for line in written if line.strip()]
    for line, (size, colour) in zip(lines, LINES[-len(lines) :], strict=True):
        top = _written(draw, top, line.strip(), size, colour)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


async def share_card(datasette: Datasette, request: Request) -> Response:
    kind, code = request.url_vars["kind"], request.url_vars["code"]
    if kind:
        about = KINDS[kind]
        row = f"select 1 from {about.table} where {about.key} = ?"
        if not (await datasette.databases[DATABASE].execute(row, [code])).rows:
            raise NotFound("nothing bears this code")
    words = await datasette.render_template("_partage.txt", {"sorte": kind, "code": code}, request=request)
    return Response(card(words), content_type="image/png")
