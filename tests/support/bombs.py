"""Small files that a careless reader opens into gigabytes: each is refused before, or ends its reader alone."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO

_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def far_cell() -> bytes:
    """A workbook whose one cell besides its header is XFD20000."""
    from tests.support.writers import xlsx

    body = BytesIO(xlsx(("CPTS", [["CPTS", "Statut"], ["CPTS du Val", "ACI signé"]])))
    with zipfile.ZipFile(body) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    cell = b'<row r="20000"><c r="XFD20000"><v>1</v></c></row></sheetData>'
    name = next(one for one in parts if one.startswith("xl/worksheets/sheet"))
    return _zipped({**parts, name: parts[name].replace(b"</sheetData>", cell)})


def repeated_rows(times: int = 1_000_000_000) -> bytes:
    """An ODS that says that its last row comes `times` times."""
    cell = '<table:table-cell office:value-type="string"><text:p>CPTS du Val</text:p></table:table-cell>'
    return _ods(
        f"<table:table-row>{cell}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'
    )


def repeated_cells(times: int = 1_000_000) -> bytes:
    """An ODS of fifty rows, each a cell that comes `times` times."""
    cell = f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="float"/>'
    return _ods(f"<table:table-row>{cell}</table:table-row>" * 50)


def large_type() -> bytes:
    """An ODS whose `mimetype`, read to tell what it is, opens to 600 MB."""
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("mimetype", "w") as member:
        member.write(b"application/vnd.oasis.opendocument.spreadsheet")
        for _ in range(600):
            member.write(bytes(1 << 20))
    return body.getvalue()


def nested_forms(levels: int = 8) -> bytes:
    """A PDF whose page draws a form that draws a form …, eight times each."""
    first = 6
    drawn = [
        _stream(
            f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X {first + n + 1} 0 R >> >>",
            b"/X Do " * 8,
        )
        for n in range(levels)
    ]
    last = _stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 5 0 R >> >>",
        b"BT /F 12 Tf 50 600 Td (abc) Tj ET",
    )
    return pdf(_stream("", b"/X Do"), [*drawn, last])


def double_flate(size: int = 700_000_000) -> bytes:
    """A PDF whose page is packed twice: a kilobyte for `size` blanks."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()
    return pdf(_stream("/Filter [/FlateDecode /FlateDecode]", zlib.compress(packed, 9)))


def tags() -> bytes:
    """A gzip of 70 kB that is a page of six million elements."""
    return gzip.compress(b"<html><body><p>CPTS du Lac</p>" + b"<i>a</i>" * 6_000_000 + b"</body></html>", 1)


def _named(*bombs: Callable[[], bytes]) -> dict[str, Callable[[], bytes]]:
    return {one.__name__: one for one in bombs}


JUDGED = _named(far_cell, repeated_rows, repeated_cells)  # told by their own words before they are opened
OPENED = _named(large_type, nested_forms, double_flate, tags)  # only the bounds of the reader stop them, or seconds


def pdf(contents: bytes, further: Sequence[bytes] = (), page: str = "/MediaBox [0 0 600 800]") -> bytes:
    """A PDF of one page; object 5 is its font, 6 and on are `further`, the first of which is the form /X."""
    resources = "/Font << /F 5 0 R >>" + (" /XObject << /X 6 0 R >>" if further else "")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << {resources} >> >>".encode(),
        contents,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *further,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def _stream(entries: str, content: bytes) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def text_page(lines: Sequence[str], rotate: int = 0, matrix: str = "1 0 0 1 50 700") -> bytes:
    """A PDF of some lines of text, its page turned by `rotate` degrees."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    turned = f" /Rotate {rotate}" if rotate else ""
    return pdf(_stream("", f"BT /F 12 Tf {matrix} Tm {shown} ET".encode()), page="/MediaBox [0 0 600 800]" + turned)


def _ods(rows: str) -> bytes:
    names = " ".join(f'xmlns:{one}="{_OPEN}:{one}:1.0"' for one in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="CPTS">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return _zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def _zipped(parts: dict[str, bytes]) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return body.getvalue()
