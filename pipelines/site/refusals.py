"""What the site answers when it has no page to give: in French, in the form that was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from string import Template

from pipelines.site.french import without_breaks
from pipelines.site.instance import SITE

PAGE = SITE / "refus.html"
DATA_FORMATS = (".json", ".csv", ".geojson", ".atom")


@dataclass(frozen=True, slots=True)
class Reason:
    status: int
    title: str
    text: str
    again: int = 0  # seconds after which the visitor may ask again


FILES = "Restreignez-la, ou téléchargez les fichiers : toutes les tables y sont."
REASONS = {
    "adresse": Reason(400, "Adresse refusée", "Cette adresse n'a pas une forme que le site lit."),
    "longueur": Reason(
        414, "Adresse trop longue", "Cette adresse est trop longue. Une requête aussi longue se pose sur les fichiers."
    ),
    "entetes": Reason(431, "En-têtes trop longs", "Les en-têtes de cette demande sont trop longs."),
    "parametres": Reason(
        400, "Demande incomprise", "Cette adresse porte trop de paramètres, ou des paramètres illisibles."
    ),
    "hote": Reason(421, "Autre site", "Ce serveur ne répond pas sous ce nom."),
    "methode": Reason(405, "Lecture seule", "Ce site se lit seulement."),
    "absente": Reason(
        404,
        "Page introuvable",
        "Cette adresse ne mène à rien. La recherche ou la liste des CPTS vous y conduiront peut-être.",
    ),
    "carte": Reason(
        404,
        "Carte de la livraison courante",
        "La carte qui s'agrandit n'est tracée que pour la livraison courante, à l'adresse /carte. Les cartes dessinées "
        "des régions et des départements restent à leur adresse datée.",
    ),
    "partie": Reason(416, "Partie absente", "Ce fichier n'a pas la partie demandée."),
    "duree": Reason(400, "Demande trop longue", f"La requête dure trop longtemps. {FILES}"),
    "volume": Reason(400, "Réponse trop volumineuse", f"La réponse à cette requête est trop volumineuse. {FILES}"),
    "memoire": Reason(400, "Demande trop lourde", f"Cette requête demande trop de mémoire. {FILES}"),
    "affluence": Reason(
        503,
        "Trop de demandes",
        "Trop de requêtes sont en cours ; demandez celle-ci de nouveau dans quelques secondes.",
        again=5,
    ),
    "attente": Reason(
        503,
        "Réponse en préparation",
        "La réponse n'est pas encore prête ; demandez cette page de nouveau dans quelques secondes.",
        again=5,
    ),
    "cadence": Reason(
        429,
        "Trop de demandes",
        "Ce site ne répond qu'à vingt demandes par seconde et par visiteur. Pour tout lire, téléchargez les fichiers "
        "des livraisons.",
        again=5,
    ),
    "erreur": Reason(
        500,
        "Erreur du site",
        "Une erreur est survenue de notre côté ; elle est consignée. Les fichiers restent téléchargeables.",
    ),
}


def refusal(reason: str, path: str = "") -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """Status, headers and body of the answer for `reason`, a key of `REASONS`; JSON where `path` asks for data."""
    said = REASONS[reason]
    if path.endswith(DATA_FORMATS):
        kind = b"application/json; charset=utf-8"
        body = json.dumps({"ok": False, "status": said.status, "error": said.text}, ensure_ascii=False)
    else:
        kind = b"text/html; charset=utf-8"
        page = Template(PAGE.read_text(encoding="utf-8"))
        body = without_breaks(page.substitute(titre=escape(said.title), texte=escape(said.text)))
    headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
    if said.again:
        headers.append((b"retry-after", str(said.again).encode()))
    return said.status, tuple(headers), body.encode()
