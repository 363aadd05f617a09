"""Mentions for the tests of identity: names of real CPTS, and whether two are one."""

from __future__ import annotations

from typing import Any

from pipelines.identity.compare import compare
from pipelines.identity.evidence import Decision
from pipelines.identity.mention import mention_from

# name, region, département of real CPTS, several of the same département together
REAL = [
    ("CPTS Aunis Nord", "75", "17"),
    ("CPTS Aunis Sud", "75", "17"),
    ("CPTS Erdre et Cens", "52", "44"),
    ("CPTS Erdre et Canal", "52", "44"),
    ("CPTS Sèvre et Loire", "52", "44"),
    ("CPTS Atlantique Nord Loire", "52", "44"),
    ("CPTS Nantes Grand Ouest", "52", "44"),
    ("CPTS Forez-Est", "84", "42"),
    ("CPTS Loire-Forez", "84", "42"),
    ("CPTS Ondaine-Forez", "84", "42"),
    ("CPTS Loire et Coise", "84", "42"),
    ("CPTS Vallée du Gier", "84", "42"),
    ("CPTS Pilat", "84", "42"),
    ("CPTS Grand Saint-Étienne", "84", "42"),
    ("CPTS de Roanne", "84", "42"),
    ("CPTS de Lyon 5ème", "84", "69"),
    ("CPTS de Lyon 6ème", "84", "69"),
    ("CPTS de Lyon 8e", "84", "69"),
    ("CPTS de Lyon 9ème", "84", "69"),
    ("CPTS Lyon Nord", "84", "69"),
    ("CPTS Val de Saône", "84", "69"),
    ("CPTS de Vénissieux", "84", "69"),
    ("CPTS de Vaulx-en-Velin", "84", "69"),
    ("CPTS des Coteaux Rhodaniens", "84", "69"),
    ("CPTS des Monts du Lyonnais", "84", "69"),
    ("CPTS Centre Essonne", "11", "91"),
    ("CPTS Cœur Essonne", "11", "91"),
    ("CPTS Val d'Orge", "11", "91"),
    ("CPTS Santé Seine Essonne", "11", "91"),
    ("CPTS Hygie Nord-Essonne", "11", "91"),
    ("CPTS Sud Yvelines", "11", "78"),
    ("CPTS Yvelines Ouest", "11", "78"),
    ("CPTS Nord Est 78", "11", "78"),
    ("CPTS Paris 8", "11", "75"),
    ("CPTS Paris 13", "11", "75"),
    ("CPTS Paris 19", "11", "75"),
    ("CPTS Centre 21", "27", "21"),
    ("CPTS 21-52", "27", "21"),
    ("CPTS Sud Côte-d'Or", "27", "21"),
    ("CPTS Auxois-Morvan", "27", "21"),
    ("CPTS du Chalonnais", "27", "71"),
    ("CPTS Sud Saône-et-Loire", "27", "71"),
    ("CPTS du Sud-Est grenoblois", "84", "38"),
    ("CPTS de Grenoble", "84", "38"),
    ("CPTS Drac Sud", "84", "38"),
    ("CPTS du Voironnais", "84", "38"),
    ("CPTS de Vienne", "84", "38"),
    ("CPTS du Grand Douai", "32", "59"),
    ("CPTS Pévèle du Douaisis", "32", "59"),
    ("CPTS Flandre Lys", "32", "59"),
    ("CPTS Ouest Toulousain", "76", "31"),
    ("CPTS Sud Toulousain", "76", "31"),
    ("CPTS Canal Garonne", "76", "31"),
    ("CPTS du Lauragais", "76", "31"),
    ("CPTS Nougaro XIII – XV", "76", "31"),
]


def mention(name: str, region: str | None = None, departement: str | None = None, **others: Any) -> dict[str, Any]:
    return {"name": name, "region_code": region, "departement": departement, **others}


def decide(a: dict[str, Any], b: dict[str, Any]) -> Decision:
    return compare(mention_from(a), mention_from(b))
