"""The fields of one listing, chosen among the passages that speak of its CPTS, in the publisher's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from spiders.extract.dates_in_text import DATE
from spiders.extract.names_in_text import is_place, triggers
from spiders.extract.outline import Passage, Subject
from spiders.extract.words import fold, pattern, vocabulary

_EVENTS = (
    ("signature", re.compile(r"\bsign\w+|\bcontractualis\w+|\bconvention\w*|\baci\b|\bcontrat\b|\baccord\b")),
    ("dissolution", re.compile(r"\bdisso\w+|\bresili\w+")),
    ("validation", re.compile(r"\bvalid\w+|\blabellis\w+|\bagre\w+|\bretenu\w*|\blettre d'intention|\bopposition\b")),
    ("creation", re.compile(r"\bcre[eé]\w*|\bnee?s?\b|\bnaissance\b|\bvu le jour|\bvoi[tr] le jour|\bofficialis\w+|\bconstitu\w+|\blanc\w+|\bdemarr\w+|\bdebut\w*|\binitie\w*|\bofficiellement\b|\bouverte?\b|\bgerme\w*|\bfusion\w*|\bdepuis\b|\bassociation\b|\bopposition\b")),
    ("inauguration", re.compile(r"\binaugur\w+")),
    ("etat", re.compile(r"\bau\s+(?:1er|\d{1,2})\s|\ben (?:activite|fonctionnement)\b|\bsituation\b|\bactives?\b")),
)
_NOT_AN_EVENT = re.compile(r"\binsee\b|\brecensement\b|\bpmun\b|\brp\b|\bloi (?:de|du)\b|\barrete du\b|\bavenant [n\d]|\bcontrat local\b|\bmise? (?:a jour|en ligne)|\bpublie\w* le\b|\bjournee\b|\bwebinaire\b|\breunion publique\b|\bfestival\b|\bforum\b")
_INHABITANTS = re.compile(r"(?<![\d.,])(?:\d[\dO]{0,2}(?:[ .,]?[\dO]{3}){1,2}|\d{1,3}|\w+ mille)\s*(?:habitants?|hab\b\.?|ames\b|inhabitants|residents|administres)")
_POPULATION_LABEL = re.compile(r"\b(?:population(?: (?:couverte|totale|concernee|du territoire|municipale|desservie|estimee))?|nombre d'habitants|nb d'habitants|habitants(?: couverts)?|hab\.?)\s*(?:\([^)]*\))?\s*:?\s*(?:(?:environ|pres de|plus de|soit|est de|de)\s+)?(?=\d)")
_UNIT_NUMBER = re.compile(r"population\b[^.;]{0,60}?\d{1,3}(?:[ .]\d{3})+(?!\s*(?:€|euros|professionnels|medecins|km))")
_COMMUNES = re.compile(
    r"\b(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|"
    r"cinquante|soixante)(?:[- ](?:et[- ])?(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix))?\s+(?:autres\s+)?(?:communes?|villes|villages)\b"
    r"|\bnombre de communes\s*:\s*\d+|\bcommunes\s*:\s*\d{1,3}\b|\bcommunes\s*\(\d{1,3}\)"
)
_TERRITORY = re.compile(
    r"\bcouv(?:re|rent|rant|rir)\b|\bregroup(?:e|ent|ant|era)\b|\brassembl(?:e|ent|ant)\b|\bs'eten[dt]\w*|\bcompren(?:d|ant|nent)\b|\bcompos(?:ee?|ant)\b|\bcompt(?:e|ent|ant)\b|"
    r"\breuni(?:t|ssant|e|es)\b|\binclu[st]?\w*|\bcorrespond\w*|\bs'appui(?:e|ent) sur\b|\bintervien\w*|\bimplantee?\b|\bdelimit\w*|\bperimetre\b|\bterritoire\b|\bsecteurs?\b|"
    r"\bcommunes?\b|\bcommunautes? (?:de communes|d'agglomeration|urbaine)|\bepci\b|\bcantons?\b|\barrondissements?\b|\bquartiers?\b|\bagglomeration\b|\bbassins? de vie\b|\ba cheval\b|\bdesser(?:t|vant)\b|\bsitu\w+\b|\bautour de\b|\bzone d'action\b|\bhormis\b|\bexcept\w+|\bsauf\b|\bmetropole\b"
)
_DESCRIBES = re.compile(
    r"\b(?:couv(?:re|rent|rant|rira|rir|ert|erte)|regroup\w+|rassembl\w+|s'eten[dt]\w*|compren\w+|composee?|comptant|compte|reuni\w*|inclu\w*|correspond\w*|repartis?(?:es)?|desser\w+|a cheval|"
    r"perimetre|constituee? de|formee? (?:de|par)|territoire (?:de|du|des|est|se compose|concerne)|s'appuie sur|intervien\w*|implantee? (?:sur|dans|a))\b"
)
_QUANTIFIER = r"(?:(?:plus de|pres de|environ|quelque|presque|soit|dont|au total|a peine|un peu plus de|un peu moins de|moins de)\s+)*"
# head counts that stand beside a territory: « et 86 professionnels de santé dont 17 médecins »
_CLUTTER = re.compile(
    r"(?:,|;|\bet|\bpour|\bavec|\bqui)?\s*(?:(?:elle|il)\s+)?(?:(?:regroupe|rassemble|reunit|federe|compte|mobilise|couvre|implique|represente|concerne|totalise)(?:nt|ant)?\s+)?"
    r"(?:(?:une?|la)\s+population\s+(?:totale\s+|globale\s+)?(?:de|d'environ|estimee a)\s+)?(?:soit\s+)?(?:un total de\s+)?" + _QUANTIFIER
    + r"\d[\d .]*\s*(?:(?:habitants?|hab\b\.?|ames)(?:\s*\([^()]*\))?(?:\s+repartis?(?:es)?)?(?:\s+sur(?=\s+\d))?|"
    r"(?:professionnels?|adherents?|medecins?|infirmi\w+|pharmac\w+|kinesitherapeutes?|structures|membres|sages-femmes)[^,;.()]*)"
)
_TRAILING_VERB = re.compile(r"\s*(?:\bet\b|\bpour\b|\bavec\b|\bqui\b|\bsoit\b|,)?\s*(?:(?:elle\s+)?(?:concerne|represente|compte|rassemble|regroupe|couvre|totalise)(?:nt)?)?[\s,;:.–-]*$")
_TERRITORY_LABEL = re.compile(
    r"(?:communes?(?: (?:concernees|couvertes|membres|du territoire))?|territoire(?: (?:couvert|concerne|d'action|d'intervention))?|perimetre|secteurs?|epci|villes?|zone(?: d'action)?|"
    r"localisation|intercommunalites?|arrondissements?|quartiers?|couverture)\s*(?:\([^)]*\))?\s*:"
)
# « Faverges : 7591 habitants, Doussard : 3626 habitants »
_BY_COMMUNE = re.compile(r"[a-z-]{3,} ?(?::|\() ?\d[\d .]* ?(?:habitants|hab)\b[^;,]{0,12}[;,)]\s*[a-z' -]{3,40} ?(?::|\() ?\d")
_FROM_TO = re.compile(r"^(?:de|du|d'|depuis)\s*[A-ZÀ-Þ][^.;]{2,80}?\s(?:à|jusqu['’]à|au|aux)\s+[A-ZÀ-Þ]")
_VAGUE = re.compile(r"\b(?:au|a l')\s*(?:nord|sud|est|ouest|coeur|centre|environs)\b|\bse situe\b|\bsitue(?:e|s|es)?\b|\bentre\b|\bdans l(?:e|a|es|')\s?(?:departement|region)?\b|\bproximite\b")
_MONEY = re.compile(r"€|\beuros?\b")
_WEBSITE = re.compile(r"\b(?:https?://)?(?:www\.)?[a-z0-9à-ÿ][a-z0-9à-ÿ-]*(?:\.[a-z0-9-]+)*\.(?:fr|org|com|net|bzh|corsica|sante|info|re|eu)\b(?:/[\w/-]*)?", re.I)
_NOT_A_SITE = ("facebook", "linkedin", "twitter", "instagram", "youtube", "x.com", "google", "ameli.fr", "ars.sante.fr", "sante.fr", "gouv.fr", "legifrance", "helloasso", "doctolib", "calameo", "bit.ly", "openstreetmap", "goo.gl")


@dataclass(frozen=True, slots=True)
class Facts:
    status: str | None = None
    territory: str | None = None
    departement: str | None = None
    population: str | None = None
    missions: str | None = None
    date: str | None = None
    website: str | None = None
    finess: str | None = None
    siren: str | None = None

    def any(self) -> bool:
        return any((self.status, self.territory, self.departement, self.population, self.date, self.missions))


def facts_of(subject: Subject, host: str = "", departement: str | None = None) -> Facts:
    """The facts told by the passages of `subject`. `host` is that of the document: a link to it is no website.
    `departement`: what the title of the document says, for a subject whose own words say nothing."""
    passages = subject.passages
    return Facts(
        status=_status(passages),
        territory=_territory(passages),
        departement=_departement(passages) or departement,
        population=_population(passages),
        missions=_missions(passages),
        date=_date(passages),
        website=_website(passages, host),
        finess=_number(passages, r"finess[^\d]{0,20}((?:\d ?){9})\b"),
        siren=_number(passages, r"siren[^\d]{0,20}((?:\d ?){9})\b"),
    )


def join(parts: Iterable[str], limit: int = 6) -> str | None:
    """Distinct parts joined by « ; », in order."""
    kept: list[str] = []
    for part in parts:
        part = part.strip(" ,;:–-•\n")
        if part and not any(part in other for other in kept):
            kept = [other for other in kept if other not in part]
            kept.append(part)
    return " ; ".join(kept[:limit]) or None


def _status(passages: list[Passage]) -> str | None:
    strong, weak = [], []
    for passage in passages:
        if passage.hint in ("missions", "department", "sector", "place") or not passage.text:
            continue
        for clause in _clauses(passage.text):
            folded = fold(clause)
            if _status_of_something_else(folded):
                continue
            if pattern("passages", "status_strong").search(folded):
                strong.append((not passage.named and passage.own, clause))
            elif pattern("passages", "status").search(folded):
                weak.append((not passage.named and passage.own, clause))
    strong.sort(key=lambda entry: entry[0])
    weak.sort(key=lambda entry: entry[0])
    return join([clause for _, clause in strong] or [clause for _, clause in weak], limit=4)


def _status_of_something_else(folded: str) -> bool:
    if re.search(r"\bcontrats? loca(?:l|ux) de sante\b|\bcls\b|\bmaisons? de sante\b|\bmsp\b|\bcentre de vaccination\b", folded) and not re.search(r"\baci\b|\baccord conventionnel\b", folded):
        return True
    return False


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in re.split(r"\s;\s|\n|;\s", text) if clause.strip()]


def _territory(passages: list[Passage]) -> str | None:
    """Counts and lists first; a vague situation (« au nord de Carcassonne ») only when nothing else is said."""
    counted, described, vague = list[str](), list[str](), list[str]()
    for passage in passages:
        if not passage.own or passage.hint in ("missions", "status", "department", "place") or not passage.text:
            continue
        if passage.hint == "sector":
            if not re.search(r"\d{2,3}[ .]?\d{3}", passage.text) or "," in passage.text:
                described.append(passage.text)
            continue
        words, certain = _territory_words(passage)
        if not words:
            continue
        if _COMMUNES.search(fold(words)):
            counted.append(words)
        elif certain:
            described.append(words)
        else:
            vague.append(words)
    return join(counted + described or vague, limit=400)


def _territory_words(passage: Passage) -> tuple[str, bool]:
    """The words of a passage that say where, and whether they list places rather than situate."""
    text, folded = passage.text, fold(passage.text)
    if passage.hint == "title" and not _COMMUNES.search(folded):
        return "", False
    count = _COMMUNES.search(folded)
    if count and _MONEY.search(folded[max(0, count.start() - 25):count.start()]):
        count = None
    label = _TERRITORY_LABEL.match(folded)
    if label and re.match(r"\s*[A-ZÀ-ÞŒ\d]|\s*(?:les?|la)\s", text[label.end():]):
        return _without_clutter(text[label.end():] if not re.match(r"\s*\d+\W*$", text[label.end():]) else text), True
    if _BY_COMMUNE.search(folded) and len(_INHABITANTS.findall(folded)) >= 2:
        return text, True
    if passage.hint == "territory" and not passage.named:
        if count or _place_list(text) or _epci(folded) or _one_name(text):
            return _without_clutter(text[_lead(folded, len(folded)):] if _DESCRIBES.search(folded) else text), _listed(text)
        return "", False
    if count:
        return _without_clutter(text[_lead(folded, count.start(), text):]), True
    describing = _DESCRIBES.search(folded)
    if describing:
        rest = text[describing.end():]
        if _place_list(rest) or _epci(fold(rest)):
            return _without_clutter(rest), _listed(rest)
        return "", False
    if _is_listing(text) or _FROM_TO.match(text) or _epci_first(folded):
        return _without_clutter(text), True
    if passage.named and passage.hint != "title":
        listed = [part for part in re.split(r"\s[–—-]\s|\s?:\s|;|\.\s", text) if _is_listing(part.strip(" –—-"), least=2)]
        return _without_clutter(" ; ".join(listed)), True
    return "", False


def _one_name(text: str) -> bool:
    """A bullet that is one commune: « Graulhet »."""
    return len(text) <= 60 and bool(re.match(r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ]", text)) and len(text.split()) <= 7 and not re.search(r"\d{3}|[.!?]$", text)


def _listed(text: str) -> bool:
    return bool(re.search(r"[,;:]|\bet\b|\s[–-]\s", text)) and not _VAGUE.search(fold(text)) or bool(_epci(fold(text)))


def _epci_first(folded: str) -> bool:
    return bool(re.match(r"(?:les? |la |l')?(?:communautes? (?:de communes|d'agglomeration|urbaine)|cc |ca |cu |metropole|agglomeration|cantons? )\S", folded))


def _lead(folded: str, count: int, text: str = "") -> int:
    """Where the territory words start: after the verb before the count; at the beginning when the text opens
    with a place (« CC de Saulieu (12 communes) »); else at the count."""
    verbs = [match for match in _DESCRIBES.finditer(folded[:count])]
    if verbs:
        start = verbs[0].end()
        return start if not re.search(r"\d{3}", folded[start:count]) else count
    if re.match(r"(?:la |le |les |l')?(?:communaute|cc |ca |cu |epci|metropole|agglomeration|canton|secteur)", folded) or (text[:1].isupper() and re.match(r"[^,;.]{2,60}\($", text[:count])):
        return 0
    return count if count < len(folded) else 0


def _place_list(text: str) -> bool:
    """Two capitalised names side by side, or one after « de », « à »: « Orvault, Sautron et … »."""
    return bool(re.search(r"[A-ZÀ-Þ][\w'’-]+[^,;.]{0,30}(?:,|;|\bet\b|–|/)\s*(?:de\s+|d[’']|la\s+|le\s+|les\s+|l[’'])?[A-ZÀ-Þ]", text)) or bool(
        re.search(r"\b(?:de|à|d[’']|du|des|la|le|les|:)\s*[A-ZÀ-Þ][\w-]{2,}", text))


def _is_listing(text: str, least: int = 3) -> bool:
    """A block that is only names: « Cerbère, Banyuls-sur-Mer, Collioure », « Aramon ; Uzès »."""
    parts = [part.strip(" .") for part in re.split(r"[,;\n•]|\s[–-]\s|\set\s", text) if part.strip(" .")]
    if pattern("passages", "status").search(fold(text)) or any(is_place(part) for part in parts):
        return False
    return len(parts) >= least and all(len(part) <= 45 and re.match(r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ]", part) for part in parts) and not triggers(text)


def _epci(folded: str) -> bool:
    return bool(re.search(r"\bcommunautes? (?:de communes|d'agglomeration|urbaine)|\bcc \w|\bca \w|\barrondissements?\b|\bcantons?\b|\bquartiers?\b|\bsecteurs?\b|\bagglomeration\b|\bmetropole\b|\bdepartements?\b", folded))


def _without_clutter(text: str) -> str:
    """Territory words without the head counts that stand beside them; populations commune by commune stay."""
    folded = fold(text)
    if len(_INHABITANTS.findall(folded)) < 3:
        pieces, cursor = [], 0
        for match in _CLUTTER.finditer(folded):
            pieces.append(text[cursor:match.start()])
            cursor = match.end()
        pieces.append(text[cursor:])
        text = re.sub(r"\(\s*\)", "", " ".join(pieces))
    text = re.sub(r"\s+", " ", text).strip(" ,;:.–-")
    return text[:_TRAILING_VERB.search(fold(text)).start()].strip(" ,;:.–-") if text else text  # type: ignore[union-attr]


def _departement(passages: list[Passage]) -> str | None:
    found: list[str] = []
    for passage in passages:
        if passage.hint == "department":
            found.append(passage.text.strip(" :"))
    if not found:
        for passage in passages:
            if passage.own and passage.hint not in ("missions", "status"):
                found.extend(departement_words(passage.text))
    if not found:
        for passage in passages:
            if not passage.own:
                found.extend(departement_words(passage.text))
    return join(found, limit=4)


def departement_words(text: str) -> list[str]:
    """Départements a text names as such: « département de la Drôme », « dans le Rhône », « (94) »,
    « Val-de-Marne (94) »."""
    folded = fold(text)
    found = []
    for name in vocabulary("territories")["departements"].values():
        key = fold(name)
        for match in re.finditer(r"(?<![\w-])" + re.sub(r"[- ]", "[- ]", key) + r"(?![\w-])", folded):
            before = folded[max(0, match.start() - 45):match.start()]
            after = folded[match.end():match.end() + 8]
            ambiguous = key in ("paris", "nord", "loire", "manche", "cher", "var", "lot", "indre", "aube", "oise", "ain", "vienne", "marne", "creuse", "landes", "somme", "eure", "orne", "jura", "tarn", "rhone", "meuse", "moselle", "savoie", "saint-martin", "la reunion", "allier", "aude", "drome", "isere", "mayenne", "sarthe", "charente", "dordogne", "gironde", "ardennes", "vosges", "correze", "essonne", "gers")
            stated = re.search(r"\bdepartements?\s+(?:de\s+la|du|des|de\s+l'|de|d')\s*$|\bdepartements? (?:\w+ )?[^.;]{0,40}(?:,|et)\s*(?:de\s+la|du|des|de\s+l'|de|d')?\s*$|\bdepartements?\s*:?\s*$", before)
            inside = re.search(r"\b(?:dans|en|cote)\s+(?:le\s+|la\s+|les\s+|l')?$", before)
            labelled = re.match(r"\s*\(\d{2,3}\)", after)
            if stated or inside or labelled or (not ambiguous and re.search(r"(?:^|[\s(,;:–-])$", before[-1:] or " ") and "-" in key):
                found.append(text[match.start():match.end()])
                break
    found.extend(code for code in re.findall(r"\((\d{2}|2[AB]|97\d)\)", text) if code.upper() in vocabulary("territories")["departements"] and not found)
    return found


def _population(passages: list[Passage]) -> str | None:
    exact, rough = [], []
    for passage in passages:
        if not passage.own or not passage.text or passage.hint in ("sector", "place", "department"):
            continue
        folded = fold(passage.text)
        if pattern("passages", "not_population").search(folded) or _counts_a_place(passage.text):
            continue
        for words in _population_words(passage, folded):
            if re.search(r"\b(?:pres de|plus de|environ|presque|autour|quelque|estime|moins de)\b", fold(words)):
                rough.append(words)
            else:
                exact.append(words)
    if any(re.search(r"\b(?:etend|extension|initial)", fold(words)) for words in exact + rough):
        return join(exact + rough)
    return join((exact or rough)[:1])


def _counts_a_place(text: str) -> bool:
    """« La Loire compte 770 000 habitants »: the subject is a département or a region, not the CPTS."""
    for match in re.finditer(r"\b(?:[Ll][ae]s?\s|[Ll]['’])?([A-ZÀ-Þ][\w'’-]+(?:[ -](?:d[eu]s?\s|la\s|et\s)*[A-ZÀ-Þ][\w'’-]+){0,3})\s+(?:compte|comptait|recense|abrite|rassemble|totalise)", text):
        if is_place(match.group(1)):
            return True
    return False


def _population_words(passage: Passage, folded: str) -> list[str]:
    text = passage.text
    matches = list(_INHABITANTS.finditer(folded))
    if len(matches) >= 3 and not re.search(r"\bhiver\b|\bete\b|\bprintemps\b|\binitial\b", folded):
        return []                                      # « Faverges : 7591 habitants, Doussard : 3626 habitants »
    if not matches:
        label = _POPULATION_LABEL.search(folded) or _UNIT_NUMBER.search(folded)
        if label:
            end = re.search(r"[;\n]|,\s|$", folded[label.end():])
            words = text[label.start():label.end() + (end.end() if end else 0)].strip(" ,;")
            return [words] if re.search(r"[1-9]", words) else []
        return []
    found = []
    for position, match in enumerate(matches):
        if re.match(r"0+\b", match.group()) or re.search(r"\bdont\s+$|\bcommunes? (?:\w+ )?(?:de|a)\s+$|\btaille \d[^.]{0,20}\(?\s*(?:entre|de)\b[^.]*$|\bentre [\d ]+ et\s*$", folded[:match.start()]):
            continue
        begin = _clause_start(folded, match.start())
        stop = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        end = _clause_end(folded, match.end(), stop)
        found.append(text[begin:end].strip(" ,;:"))
    if len(matches) > 1 and found and re.search(r"\bhiver\b|\bete\b|\binitial\b|\bextension\b|\betendu\b", folded):
        return [text]
    return found[:1]


def _clause_start(folded: str, start: int) -> int:
    """Where the words of a number begin: the last separator before it that is not inside a number."""
    marks = [match.end() for match in re.finditer(r"[;:(\n]\s*|,\s|\.\s|\)\s+|\s-\s|\bet\s+(?:une population de\s+)?(?=[^,;]{0,40}$)", folded[:start])]
    begin = marks[-1] if marks else 0
    if start - begin > 90:
        begin = folded.rfind(" ", 0, start - 70) + 1
    return begin


def _clause_end(folded: str, end: int, stop: int) -> int:
    bracket = re.match(r"\s*\([^()]*\)", folded[end:stop])
    if bracket:
        return end + bracket.end()
    close = re.search(r"[,;.\n)]|\brepartis?\b|\bsur\b", folded[end:stop])
    return end + (close.start() if close else stop - end)


def _missions(passages: list[Passage]) -> str | None:
    found = []
    for passage in passages:
        if not passage.own or passage.hint in ("status", "department", "sector", "place") or not passage.text:
            continue
        folded = fold(passage.text)
        if pattern("passages", "missions").search(folded) and not _other_subject_of_care(folded):
            found.append(passage.text.strip(" .;"))
    return join(found, limit=14)


def _other_subject_of_care(folded: str) -> bool:
    return bool(re.search(r"\bhabitants sans medecin|\bdesert medical\b", folded))


def _date(passages: list[Passage]) -> str | None:
    ranked: list[tuple[int, bool, int, str]] = []
    for order, passage in enumerate(passages):
        if passage.hint in ("missions", "department", "sector", "place") or not passage.text:
            continue
        for clause in _date_clauses(passage.text):
            folded = fold(clause)
            state = re.match(r"(?:situation |etat |donnees |liste )?(?:arretee? )?au (?:1er|\d{1,2}) \w+ \d{4}", folded)
            if state and not passage.own:
                clause, folded = clause[:state.end()], folded[:state.end()]
            if not DATE.search(folded) or _NOT_AN_EVENT.search(folded):
                continue
            rank = next((number for number, (_, words) in enumerate(_EVENTS) if words.search(folded)), None)
            if rank is None:
                continue
            ranked.append((rank, not re.search(r"\d (?:\w+ )?\w+|\d/\d", folded), order, clause))
    ranked.sort(key=lambda entry: entry[:3])
    return join([entry[-1] for entry in ranked], limit=6)


def _date_clauses(text: str) -> list[str]:
    """Clauses with one date each where the sentence allows it: « signé le 1er …, officialisé ce jeudi 7 … »."""
    result = []
    for clause in _clauses(text):
        dates = list(DATE.finditer(fold(clause)))
        if len(dates) < 2:
            result.append(clause)
            continue
        pieces = re.split(r",\s(?=(?:et\s+)?(?:a|elle|puis|son|sa|le|la|ce|dont|qui|avant|apres|lanc|inaug|sign|offici|valid|cree)\w*\b)|\bet\s(?=(?:sign|inaug|offici|lanc|valid|a\s))|\bpuis\b|\bavant d'etre\b", clause)
        result.extend(piece for piece in pieces if piece)
    return result


def _website(passages: list[Passage], host: str) -> str | None:
    for passage in passages:
        if not passage.own:
            continue
        for text, address in passage.links:
            name = (urlsplit(address).hostname or "").removeprefix("www.")
            if not name or name == host.removeprefix("www.") or any(name.endswith(bad) or bad in name for bad in _NOT_A_SITE):
                continue
            if urlsplit(address).scheme in ("http", "https") and ("cpts" in fold(name) or "site" in fold(text) or "cpts" in fold(text) or name in text):
                return address
        match = re.search(r"\b(?:site|web|internet)\b[^:]{0,20}:\s*(\S+)", fold(passage.text)) and _WEBSITE.search(passage.text)
        if match:
            return match.group().rstrip(".,;)")
    return None


def _number(passages: list[Passage], expression: str) -> str | None:
    for passage in passages:
        match = re.search(expression, fold(passage.text)) if passage.own else None
        if match:
            return match.group(1).replace(" ", "")
    return None
