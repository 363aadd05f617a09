"""How the time of reading grows with a document: the exponent over sixteen-fold sizes, and the price of the largest.

    python benchmarks/bench_growth.py [SHAPE…]

An exponent of 1 is time in proportion to the size. Each shape is read at 1, 2, 4, 8 and 16 times its first size, the
best of two; the exponent is the slope of the logarithms. Ratios carry from one machine to another, seconds do not.
"""

from __future__ import annotations

import io
import itertools
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read

GOAL = 1.1
STEPS = (1, 2, 4, 8, 16)
CONTEXT = SourceContext(kind="ars", regions=("84",))
_PLACES = [
    "Aigle",
    "Brume",
    "Cèdre",
    "Dune",
    "Écume",
    "Falaise",
    "Genêt",
    "Houle",
    "Iris",
    "Jonc",
    "Kiosque",
    "Lande",
    "Mésange",
    "Nacre",
    "Orme",
    "Pin",
    "Quai",
    "Roc",
]


_NUMBERS = itertools.count()


def names(count: int) -> list[str]:
    """Names of CPTS, all different and none met before: answers about a name are remembered."""
    numbers = itertools.islice(_NUMBERS, count)
    return [f"CPTS {_PLACES[n % 18]} {_PLACES[n // 18 % 18]} {_PLACES[n // 324 % 18]} {n // 5832}" for n in numbers]


def page(body: str) -> bytes:
    return (
        f"<html><head><title>Les CPTS</title></head><body><main><h1>Les CPTS</h1>{body}</main></body></html>".encode()
    )


def html_table(count: int) -> bytes:
    rows = "".join(
        f"<tr><td>{name}</td><td>ACI signé</td><td>{30000 + n}</td></tr>" for n, name in enumerate(names(count))
    )
    return page(f"<table><tr><th>CPTS</th><th>Statut</th><th>Population</th></tr>{rows}</table>")


def html_tables(count: int) -> bytes:
    head = "<tr><th>CPTS</th><th>Statut</th></tr>"
    return page(
        "".join(
            f"<h2>{name}</h2><table>{head}<tr><td>{name}</td><td>ACI signé</td></tr></table>" for name in names(count)
        )
    )


def html_list(count: int) -> bytes:
    return page("<ul>" + "".join(f"<li>{name} : ACI signé, 42 000 habitants</li>" for name in names(count)) + "</ul>")


def unknown_bullets(count: int) -> bytes:
    return page(
        "<h2>CPTS en projet</h2><ul>"
        + "".join(f"<li>Entrée numéro {n} de la liste</li>" for n in itertools.islice(_NUMBERS, count))
        + "</ul>"
    )


def prose(count: int) -> bytes:
    told = "La {0} a signé son contrat le 3 mars 2021. Elle couvre 42 000 habitants et mène des actions de prévention."
    return page("".join(f"<p>{told.format(name)}</p>" for name in names(count)))


def prose_of_one(count: int) -> bytes:
    told = (
        "<p>La CPTS du Lac a réuni ses membres le {} mars 2021. Ils ont parlé de prévention et d'accès aux soins.</p>"
    )
    return page("".join(told.format(1 + n % 28) for n in range(count)))


def no_cpts(count: int) -> bytes:
    told = "<h2>Actualité {0}</h2><p>Le centre de santé ouvre ses portes le {1} mars. Chacun l'attendait.</p>"
    return page("".join(told.format(n, 1 + n % 28) for n in itertools.islice(_NUMBERS, count)))


def csv(count: int) -> bytes:
    rows = "".join(f"{name};ACI signé;Ain;{30000 + n}\n" for n, name in enumerate(names(count)))
    return f"CPTS;Statut;Département;Population\n{rows}".encode()


def csv_communes(count: int) -> bytes:
    called = names(count // 20 + 1)
    rows = "".join(f"{called[n // 20]};{n % 90000 + 1000:05};Commune {n}\n" for n in range(count))
    return f"CPTS;Code INSEE;Commune\n{rows}".encode()


def xlsx(count: int) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("CPTS")
    sheet.append(["CPTS", "Statut", "Population"])
    for n, name in enumerate(names(count)):
        sheet.append([name, "ACI signé", 30000 + n])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def pdf(count: int) -> bytes:
    from fpdf import FPDF

    paper = FPDF()
    paper.set_font("Helvetica", size=8)
    paper.add_page()
    with paper.table() as table:
        for row in [
            ("CPTS", "Statut", "Population"),
            *((name, "ACI", str(30000 + n)) for n, name in enumerate(names(count))),
        ]:
            cells = table.row()
            for cell in row:
                cells.cell(cell.encode("latin-1", "replace").decode("latin-1"))
    return bytes(paper.output())


def json(count: int) -> bytes:
    import json as module

    return module.dumps(
        [{"nom": name, "statut": "ACI signé", "population": 30000 + n} for n, name in enumerate(names(count))]
    ).encode()


SHAPES: dict[str, tuple[Callable[[int], bytes], int]] = {
    "HTML table": (html_table, 100),
    "HTML tables": (html_tables, 25),
    "HTML list": (html_list, 100),
    "unknown bullets": (unknown_bullets, 125),
    "prose": (prose, 50),
    "prose of one": (prose_of_one, 100),
    "page without CPTS": (no_cpts, 100),
    "CSV": (csv, 200),
    "CSV of communes": (csv_communes, 1000),
    "XLSX": (xlsx, 200),
    "PDF": (pdf, 40),
    "JSON": (json, 200),
}


def seconds(bodies: Sequence[bytes], url: str) -> float:
    spent = []
    for body in bodies:
        document = Document(url, body)
        start = time.process_time()
        read(document, CONTEXT)
        spent.append(time.process_time() - start)
    return min(spent)


def main(wanted: list[str]) -> None:
    read(Document("https://a.example/cpts", page("<ul><li>CPTS du Lac : ACI</li></ul>")), CONTEXT)
    print(f"{'shape':20}{'exponent':>9}  seconds at 1 … 16 times, kilobytes of the largest (goal: at most {GOAL})")
    for shape, (made, first) in SHAPES.items():
        if wanted and shape not in wanted:
            continue
        sizes = [[made(first * step) for _ in range(2)] for step in STEPS]
        spent = [seconds(bodies, "https://a.example/cpts") for bodies in sizes]
        kilobytes = len(sizes[-1][0]) // 1000
        print(f"{shape:20}{exponent(spent):9.2f}  {' '.join(f'{one:.2f}' for one in spent)}  {kilobytes} kB")


def exponent(spent: list[float]) -> float:
    """Slope of the logarithm of time over that of size, by least squares."""
    xs, ys = [math.log(step) for step in STEPS], [math.log(max(one, 1e-4)) for one in spent]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


if __name__ == "__main__":
    main(sys.argv[1:])
