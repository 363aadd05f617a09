"""From the blocks of a document to its listings: one row per CPTS, in the publisher's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from lexicon.cpts_names import find_names, name_key
from lexicon.departement_headings import departement_given
from lexicon.departement_words import departement_of
from lexicon.departements_stated import (
    departement_of_address,
    departement_of_headline,
    departement_words,
)
from lexicon.gate import gated
from lexicon.lineage import OF_ITSELF, read_lineage
from lexicon.people import surnames_in
from lexicon.text import fold, join, tidy
from spiders.document import Document
from spiders.extract.attribution.homonyms import told_apart
from spiders.extract.attribution.walk import Outline, outline
from spiders.extract.fields.departement import departement_of_passages
from spiders.extract.fields.facts import facts_of_fields
from spiders.extract.fields.select import Facts, facts_of
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage, Subject
from spiders.extract.model.source import SourceContext
from spiders.extract.output.alarms import announced_below
from spiders.extract.output.unread import unread_texts
from spiders.extract.people.clean import clean
from spiders.extract.people.contact_lists import without_people
from spiders.extract.prose.bullet_counts import counts_completed
from spiders.listing import Alarm, Extraction, Listing, told_of


def listings_from_blocks(
    blocks: Sequence[Block],
    document: Document,
    context: SourceContext,
    title: tuple[str, str] | None = None,
    page_date: str | None = None,
    owner: tuple[str, str] | None = None,
) -> Extraction:
    """Listings of a document already cut in blocks (HTML content, lines of a PDF, a feed entry).

    `title`: title of the document when it is not among the blocks, and its place. `page_date`: ISO date of the
    document. `owner`: the CPTS the whole document is about when the caller knows it (the site of one CPTS), and where
    it is named.
    Personal data is cut from every block first. Raises nothing on content.
    """
    surnames = surnames_in(block.text for block in blocks)
    told_blocks = without_people(replace(block, text=tidy(block.text)) for block in blocks)
    safe = tuple(
        counts_completed(
            Block(block.kind, text, block.locator, block.level, (*block.links, *_written_sites(block.text)))
            for block in told_blocks
            if (text := clean(block.text, surnames))
        )
    )
    titles = [(clean(tidy(text)), at) for text, at in filter(None, [title])]
    told = outline(safe, owner, next(iter(titles), None), context.area)
    told.subjects[:] = [one for known in told.subjects for one in told_apart(known, _codes)]
    place = _place_of(told, safe, titles, document.url, context.area)
    host = urlsplit(document.url).hostname or ""
    lineages = _lineages(safe, owner)
    listings = [
        # the site of one CPTS says nothing of where the others are
        _listing(
            known,
            facts_of(known, host, place if owner is None or known is told.subjects[0] else None, context.area),
            document,
            context,
            page_date,
            [*lineages.get(name_key(known.name), {}).values()],
        )
        for known in told.subjects
        if not owner or _has_a_row(known, told.subjects)
    ]
    alarms = _alarms(told, document, context)
    return Extraction(tuple(listings), alarms, "passages", unread=unread_texts(told.blocks, listings))


def _has_a_row(known: Subject, subjects: Sequence[Subject]) -> bool:
    """On the site of one CPTS, the first: it has a row, unless the page writes about others only, and so has another
    of which something is told."""
    return (known is subjects[0] and len(subjects) == 1) or facts_of(known).any()


def _place_of(
    told: Outline,
    blocks: Sequence[Block],
    titles: Sequence[tuple[str, str]],
    url: str,
    area: frozenset[str] = frozenset(),
) -> tuple[str, str] | None:
    """The département that holds for every CPTS of the document, and where it is said: that of the headline, of who
    speaks, of the only one named, of the address; `None` when the headline names several."""
    top = min((block.level for block in blocks[:1] if block.kind == "heading"), default=1)
    titles = [*titles, *_headings(blocks, top)]
    headline = " — ".join(text for text, _ in titles)
    named = departement_words(headline)
    one = len(told.subjects) == 1
    place = (join(named) if one else None) or departement_of_headline(headline)
    if place:
        return place, _title_of(place, titles)
    if named:
        return _only_departement(told.blocks, area=area) if one else None
    blocks_of_all = told.blocks if one else _said_of_all(told, top)
    stated = _agency_place(blocks, area) or _only_departement(blocks_of_all, () if one else told.blocks, area)
    of_address = departement_of_address(url)
    return stated or ((of_address, "adresse de la page") if of_address else None)


def _title_of(place: str, titles: Sequence[tuple[str, str]]) -> str:
    """Where the title stands that gives a département, in whatever words."""
    return next((at for text, at in titles if departement_words(text) or place in text), titles[-1][1])


def _headings(blocks: Sequence[Block], lowest: float) -> list[tuple[str, str]]:
    return [(block.text, block.locator) for block in blocks if block.kind == "heading" and block.level <= lowest]


def _said_of_all(told: Outline, top: float) -> list[Block]:
    """The blocks said of no CPTS in particular; the heading « Haute-Marne » below the title is of its own section."""
    owned = {passage.text for known in told.subjects for passage in known.passages if passage.own}
    return [
        block
        for block in told.blocks
        if not find_names(block.text)
        and block.text not in owned
        and not (block.kind == "heading" and block.level > top and departement_of(block.text))
    ]


def _codes(passages: list[Passage]) -> frozenset[str]:
    stated = departement_of_passages(passages) or ""
    return frozenset(filter(None, map(departement_of, re.split(r"\s*[,;/]\s*", stated))))


def _written_sites(text: str) -> tuple[tuple[str, str], ...]:
    """« site : www.… » written beside a contact, which the cut of the contact would take away."""
    found = re.findall(r"\bsite(?:\s+(?:web|internet))?\s*:\s*((?:https?://)?[\w-]+(?:\.[\w-]+)+[^\s;,)]*)", text, re.I)
    return tuple(("site", address if address.startswith("http") else "https://" + address) for address in found)


def _only_departement(
    blocks: Sequence[Block], whole: Sequence[Block] = (), area: frozenset[str] = frozenset()
) -> tuple[str, str] | None:
    """The département `blocks` speak of, when they and the `whole` document name one and no other. Nothing but its
    being there ties it to the CPTS: « Le ministre s'est rendu dans le Var » on a page of Occitanie is about elsewhere,
    so it must lie in the `area` of the publisher, where he has one."""
    named = {word: block.locator for block in reversed(blocks) for word in departement_words(block.text)}
    codes = set(map(departement_of, named))
    others = {departement_of(word) for block in whole for word in (*departement_words(block.text), block.text)} - {None}
    if len(codes | others) != 1 or not named:
        return None
    return min(named.items()) if not area or codes <= area else None


_AGENCY = gated(
    r"(?:\bcpam|\bcaisse primaire[^,.;]{0,20}maladie|\bdelegation (?:departementale|territoriale)"
    r"|\bprefecture)\s+(?:de la |du |de l'|des |d'|de )([a-z'-]+(?:[ -][a-z'-]+){0,3})"
)


def _agency_place(blocks: Sequence[Block], area: frozenset[str]) -> tuple[str, str] | None:
    """« CPAM du Rhône », « délégation départementale de la Loire »: the département of who speaks, when all
    such mentions of the page agree."""
    found: dict[str | None, tuple[str, str]] = {}
    for block in blocks:
        for match in _AGENCY.finditer(fold(block.text)):
            words = block.text[slice(*match.span(1))].split()
            told = next((name for size in range(4, 0, -1) if departement_of(name := " ".join(words[:size]))), "")
            if told:
                found.setdefault(departement_of(told), (told, block.locator))
    if len(found) != 1:
        return None
    # of two départements named on a page, that of the caisse is not the other's
    named = {departement_of(word) for block in blocks for word in departement_words(block.text)}
    opened = {departement_of(departement_given(block.text, area)) for block in blocks if block.kind == "heading"}
    return found.popitem()[1] if len((named | opened | {*found}) - {None}) == 1 else None


def _listing(
    known: Subject,
    facts: Facts,
    document: Document,
    context: SourceContext,
    page_date: str | None,
    lineage: Sequence[Passage],
) -> Listing:
    listing = Listing(
        name=known.name,
        evidence=context.evidence(document, known.locator),
        status_text=facts.status,
        status_filed=facts.filed,
        territory_text=facts.territory,
        place_text=facts.place,
        department_text=facts.departement,
        population_text=facts.population,
        missions_text=facts.missions,
        date_text=facts.date,
        plan_text=facts.plan,
        lineage_text=" ".join(one.text for one in lineage) or None,
        structure_text=facts.structure,
        page_date=page_date,
        website=facts.website,
        finess=facts.finess,
        siren=facts.siren,
        publisher_ref=_reference(known.locator),
    )
    return replace(listing, facts=facts_of_fields(known, told_of(listing), facts.of_the_page, lineage))


def _lineages(blocks: Sequence[Block], owner: tuple[str, str] | None) -> dict[str, dict[str, Passage]]:
    """Key of a name → the sentences that say where that CPTS comes from or what became of it."""
    found: dict[str, dict[str, Passage]] = {}
    for block in blocks:
        own = owner[0] if owner and OF_ITSELF.match(fold(block.text)) else ""
        for reading in read_lineage(block.text, own):
            for name in (*reading.former, *reading.heirs):
                told = Passage(reading.excerpt, block.locator, named=True, rule="phrase.nomme")
                found.setdefault(name_key(name), {}).setdefault(reading.excerpt, told)
    return found


def _reference(locator: str) -> str | None:
    """The id the publisher gave to the block, when the locator carries one: `//*[@id="cpts-12"]`."""
    match = re.search(r"@id=[\"']([\w:.-]+)[\"']", locator)
    return match.group(1) if match else None


def _alarms(told: Outline, document: Document, context: SourceContext) -> tuple[Alarm, ...]:
    def alarm(name: str, detail: str) -> Alarm:
        return Alarm(name, detail, context.source_id, document.url)

    found = [alarm("EmptyListing", f"« {text} » : rien n'est listé dessous") for text in told.empty]
    found += [
        alarm("CountMismatch", f"« {text} » annonce {wanted} CPTS, {listed} sont listées")
        for wanted, listed, text in told.announced
        if listed and wanted != listed
    ]
    below = announced_below(block.text for block in told.blocks)
    # of a list that a table gives, the prose names one or two
    if below and len(told.subjects) > 2 and below[0] != len(told.subjects):
        detail = f"« {below[1]} » annonce {below[0]} CPTS, {len(told.subjects)} sont listées"
        found.append(alarm("CountMismatch", detail))
    taken = {fold(known.name) for known in told.subjects}
    for text, locator, why in dict.fromkeys(told.unread):
        if fold(text) not in taken:
            found.append(alarm("UnreadText", f"« {text} » ({locator}) : {why}, non retenu"))
    return tuple(found)
