"""The same words read the same in seven layouts: 150 texts of stages, dates, populations and départements.

A text that proves a stage in a cell proves it in a sentence, a bullet, a paragraph under the name, a label, a CSV and a
JSON record.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pipelines.cli.extract import as_object
from pipelines.steps.claims import read_listing
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read

STAGES = {
    "aci_signe": [
        "ACI signé", "ACI signé le 4 mai 2021", "contrat tripartite signé", "contrat ACI signé en 2022", "conventionnée",
        "conventionnée depuis mars 2021", "signataire de l'ACI", "contractualisée", "sous contrat ACI",
        "accord conventionnel interprofessionnel signé", "a contractualisé avec l'ARS et l'Assurance Maladie",
        "ACI conclu le 12 janvier 2023", "avenant à l'ACI signé", "contrat signé avec l'ARS et la CPAM",
        "contrat d'objectifs signé avec la CPAM et l'ARS",
    ],
    "projet_valide": [
        "projet de santé validé", "projet de santé validé par l'ARS", "projet de santé validé en juin 2022",
        "projet de santé approuvé", "labellisée", "labellisée par l'ARS", "reconnue par l'ARS", "PS validé", "projet de santé agréé par l'ARS",
        "reconnue par l'agence régionale de santé en juin 2022", "projet de santé retenu par l'ARS",
    ],
    "lettre_intention": [
        "lettre d'intention déposée", "lettre d'intention validée", "lettre d'intention validée en mars 2023",
        "LI validée", "projet de santé en rédaction", "projet de santé en cours de rédaction",
        "projet de santé en cours d'écriture", "en cours de construction", "en construction", "en cours de création",
        "projet de santé déposé", "lettre d'intention envoyée à l'ARS", "projet de santé en cours d'instruction",
    ],
    "emergence": [
        "en émergence", "en réflexion", "lettre d'intention en cours de rédaction", "déclaration d'intérêt",
        "émergente", "projet en réflexion", "initiative",
    ],
    "cessee": ["dissoute", "dissoute en 2023", "contrat résilié", "résiliée", "association dissoute", "contrat ACI résilié", "CPTS dissoute"],
    None: [
        "en activité", "opérationnelle", "en fonctionnement", "active", "en projet", "ACI non signé",
        "signature de l'ACI prévue en 2028", "en sommeil", "inactive", "créée en 2020", "inaugurée en mars 2022",
    ],
}  # fmt: skip
DATES = {
    "2021-05-04": ["ACI signé le 4 mai 2021", "ACI signé le 04/05/2021", "contrat signé le mardi 4 mai 2021",
                   "signature de l'ACI le 4 mai 2021", "ACI signé le 4 mai 2021 avec la CPAM"],
    "2021-05": ["ACI signé en mai 2021", "conventionnée depuis mai 2021", "contrat tripartite signé en mai 2021",
                "projet de santé validé en mai 2021", "signature de l'ACI en mai 2021", "labellisée en mai 2021"],
    "2021": ["ACI signé en 2021", "conventionnée depuis 2021", "projet de santé validé en 2021", "labellisée en 2021"],
    "2022-03-01": ["ACI signé le 1er mars 2022", "contrat signé le 1er mars 2022", "dissoute le 1er mars 2022",
                   "projet de santé validé le 1er mars 2022", "lettre d'intention validée le 1er mars 2022", "ACI signé le 01/03/2022", "labellisée le 1er mars 2022"],
    None: ["ACI signé", "signature de l'ACI prévue en 2028", "signature prévue le 3 mars 2028", "labellisée",
           "projet de santé en cours de rédaction", "contrat à signer en 2028", "signature de l'ACI envisagée fin 2028"],
}  # fmt: skip
POPULATIONS = {
    45_000: ["45 000 habitants", "45.000 habitants", "45000 habitants", "environ 45 000 habitants", "45 000 hab.",
             "près de 45 000 habitants", "plus de 45 000 habitants", "quarante-cinq mille habitants",
             "une population de 45 000 habitants", "quelque 45 000 habitants"],
    123_456: ["123 456 habitants", "123.456 habitants", "123456 habitants", "population de 123 456 habitants",
              "123 456 hab.", "population : 123 456"],
    200_000: ["200 000 habitants", "deux cent mille habitants", "environ 200 000 habitants", "200 000 hab"],
    8_500: ["8 500 habitants", "8500 habitants", "huit mille cinq cents habitants", "environ 8 500 habitants"],
    None: ["1 800 professionnels", "45 communes", "250 000 €", "12 médecins", "800 km²", "taille 2", "non communiqué", "18 structures",
           "0 habitant"],
}  # fmt: skip
DEPARTEMENTS = {
    "44": ["Loire-Atlantique", "Loire-Atlantique (44)", "44 - Loire-Atlantique", "département de la Loire-Atlantique"],
    "29": ["Finistère", "Finistère (29)", "29 - Finistère", "le Finistère", "département du Finistère"],
    "2A": ["Corse-du-Sud", "Corse-du-Sud (2A)", "2A - Corse-du-Sud", "département 2A"],
    "87": ["Haute-Vienne", "Haute-Vienne (87)", "HAUTE-VIENNE", "la Haute-Vienne", "87 - Haute-Vienne"],
    "974": ["La Réunion", "La Réunion (974)", "974 - La Réunion"],
    "01": ["Ain", "Ain (01)", "l'Ain", "01 - Ain"],
}
FAMILIES: dict[str, tuple[str, str, dict[Any, list[str]]]] = {
    "statut": ("Statut", "La CPTS {name} : {text}.", STAGES),
    "date": ("Statut", "La CPTS {name} : {text}.", DATES),
    "population": ("Population", "La CPTS {name} : {text}.", POPULATIONS),
    "departements": ("Département", "La CPTS {name} : {text}.", DEPARTEMENTS),
}
LAYOUTS = ("sentence", "bullets", "paragraph", "label", "table", "csv", "json")
TREES = ("Chêne", "Frêne", "Hêtre", "Tilleul", "Saule", "Érable", "Noyer", "Bouleau", "Charme", "Platane", "Sorbier")
SHADES = ("Bleu", "Doré", "Roux", "Gris", "Blanc", "Noir", "Vert", "Clair", "Haut", "Vieux")


def texts_of(family: str) -> list[tuple[Any, str]]:
    return [(value, text) for value, texts in FAMILIES[family][2].items() for text in texts]


def name_of(number: int) -> str:
    return f"du {TREES[number // len(SHADES)]} {SHADES[number % len(SHADES)]}"


def page(layout: str, family: str) -> Document:
    label, sentence, _ = FAMILIES[family]
    rows = [(name_of(number), text) for number, (_, text) in enumerate(texts_of(family))]
    if layout == "json":
        records = [{"nom": f"CPTS {name}", label.lower(): text} for name, text in rows]
        return Document("https://exemple.fr/cpts.json", json.dumps(records).encode(), "application/json")
    if layout == "csv":
        lines = [f"CPTS;{label}", *(f"CPTS {name};{text}" for name, text in rows)]
        return Document("https://exemple.fr/cpts.csv", "\n".join(lines).encode(), "text/csv; charset=utf-8")
    if layout == "table":
        cells = "".join(f"<tr><td>CPTS {name}</td><td>{text}</td></tr>" for name, text in rows)
        body = f"<table><tr><th>CPTS</th><th>{label}</th></tr>{cells}</table>"
    elif layout == "sentence":
        body = "".join(f"<p>{sentence.format(name=name, text=text)}</p>" for name, text in rows)
    else:
        inner = {"bullets": "<ul><li>{}</li></ul>", "paragraph": "<p>{}.</p>", "label": f"<p>{label} : {{}}</p>"}[
            layout
        ]
        body = "".join(f"<h2>CPTS {name}</h2>{inner.format(text)}" for name, text in rows)
    markup = f"<html><head><title>Les CPTS de la région</title></head><body><main><h1>Les CPTS</h1>{body}</main></body></html>"
    return Document("https://exemple.fr/cpts", markup.encode(), "text/html; charset=utf-8")


@cache
def told(layout: str, family: str) -> dict[str, Any]:
    """By name, what a layout tells of one field."""
    listings = read(page(layout, family), SourceContext(source_id="essai", kind="presse")).listings
    found = {}
    for listing in listings:
        value = as_object(read_listing(listing), "essai")[family]
        found[listing.name.removeprefix("CPTS ")] = (value or [None])[0] if family == "departements" else value
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_words_read_the_same(family: str, layout: str) -> None:
    found = told(layout, family)
    wrong = {
        (family, layout, text)
        for number, (value, text) in enumerate(texts_of(family))
        if found.get(name_of(number)) != value
    }
    assert wrong == set()


def test_there_are_enough_texts() -> None:
    assert sum(len(texts_of(family)) for family in FAMILIES) >= 150
