"""The items of a text read one after the other, each in the light of those before."""

from __future__ import annotations

from dataclasses import replace

from lexicon.text import fold
from pipelines.normalise.territory_around import about_the_previous, heading, located, whole_departement
from pipelines.normalise.territory_counts import ANNOUNCED, announce, only_counts
from pipelines.normalise.territory_exclusion import (
    ends_exclusion,
    exclude_joined,
    exclusion_after,
    exclusion_before,
    note_what_it_is,
)
from pipelines.normalise.territory_groups import group_key, groups_of, kind_in_parentheses, qualified, whole_name
from pipelines.normalise.territory_items import Item
from pipelines.normalise.territory_names import Zone
from pipelines.normalise.territory_prose import cover, longest_name, scan_prose
from pipelines.normalise.territory_reading import DIRECTION, LARGER, Read
from pipelines.normalise.territory_vocabulary import NUMBER, pattern, phrase, words
from pipelines.normalise.territory_walk import END, Walk

# In a text this short, names side by side are a list even when few.
_SHORT = 12
_OUTSIDE = (
    r"^\s*(?:et\s+)?(?:limitrophe|a cheval|siege\b)"
    rf"|^\s*(?:extreme )?{DIRECTION}(?:\s+d\S*(?: l\S*)?)?\s*$"
)
# « 58 communes du Pays de … »: what follows holds the communes, it is not one of them
_COUNTED = rf"^\s*(?:les\s+)?{NUMBER}\s+(?:autres\s+)?communes\s+(?:de\s+(?:la\s+|l')?|d[eu]s?\s+|d')"
# « 16 communes de l'aire urbaine de Montpellier »: around the town, which is not said to be one of them
_COUNTED_AROUND = (
    rf"^\s*(?:sur\s+)?{NUMBER}\s+(?:autres\s+)?communes\s+de\s+"
    r"(?:l'|la\s+)(?:aire urbaine|zone urbaine|couronne|peripherie)\b"
)
_RANGE = (
    r"(?:^|\bs'eten\w+|\bva|\ballant|\brayonne)\s*(?:d[eu]s?\s+|d')(?P<from>.{3,50}?)\s+"
    r"(?:a|au|aux|jusqu'aux?|jusqu'a)\s+(?P<to>.{3,50})$"
)
# « la CPTS s'étend entre Blois et Vendôme »
_BETWEEN = r"^\s*(?:et\s+)?(?:.*\b(?:cpts|territoire|s'eten\w+|situee?|comprise?)\s+)?entre\s+"
_LIST_OF_DEPARTEMENTS = r"\bdepartements\s*[(:][^():]*$"
_ALL_OF = r"^\s*(?:sur\s+)?(?:l'\s*)?(?:ensemble|totalite|integralite)\s+(?:d[eu]s?\s+|d')"
# « le territoire de Lannion-Trégor Communauté »
_TERRITORY_OF = (
    r"^\s*(?:sur\s+)?(?:tout\s+)?(?:le|son|ce)\s+(?:territoire|perimetre|bassin)\s+(?:de\s+(?:la\s+|l')?|du\s+|d')"
)
_SILENT = frozenset(words()["link_words"])
_WRITTEN = {"nom", "nom_approche", "deleguee", "associee", "ancien_nom", "ancien_code", "usage"}


def is_list(items: list[Item], walk: Walk) -> bool:
    """Whether the text is a list of names rather than running prose."""
    total = sum(len(item.text.split()) for item in items)
    if total <= _SHORT:
        return True
    named = 0
    for item in items:
        size = len(item.text.split())
        read = walk.name_in(item.text, False) if size <= 7 else None
        named += size if read and read.found.rule else 0
    return named * 2 >= total


def read_item(walk: Walk, items: list[Item], index: int, item: Item, listed: bool) -> None:
    """Read one item of the enumeration, and what it says about the following ones. Words of which nothing is
    made, in the middle of a list, leave it open: « Dreux, Anet et plusieurs villages »."""
    before = (len(walk.places), len(walk.departements), walk.joined, walk.announced, walk.excluding)
    _read_item(walk, items, index, item, listed)
    after = (len(walk.places), len(walk.departements), walk.joined, walk.announced, walk.excluding)
    if before == after and not item.depth and index > walk.joined and ":" not in item.after and _says_more(item):
        walk.open = True


def _says_more(item: Item) -> bool:
    shade = fold(item.text)
    telling = [word for word in shade.split() if word not in _SILENT]
    verb = pattern(rf"\b{phrase('listing_verbs')}\b").search(shade)
    behind = item.text.split()[len(shade[: verb.end()].split()) :] if verb else []
    return len(telling) > 1 and (verb is None or any(word[0].isupper() for word in behind))


def _read_item(walk: Walk, items: list[Item], index: int, item: Item, listed: bool) -> None:
    shade, walk.depth, walk.end = fold(item.text), item.depth, item.end
    if set(item.before) & set(":.\n;"):
        walk.colon = ":" in item.before
    if ends_exclusion(walk, item, shade):
        walk.excluding = None
    if pattern(rf"\b{phrase('open_ended')}").search(shade):
        walk.open = True
    announce(walk, item, shade)
    postfix = exclusion_after(item, shade)
    if postfix:
        walk.takes_away = True
        before, walk.excluding = walk.excluding, item.depth
        _read_part(walk, items, index, replace(item, text=item.text[: postfix.start()]), listed)
        walk.excluding = before
        if postfix.group().endswith("s"):
            exclude_joined(walk, items, index)
        return
    cut = exclusion_before(item, shade)
    if cut:
        walk.takes_away = True
        if item.text[: cut.start()].strip():
            _read_part(walk, items, index, replace(item, text=item.text[: cut.start()], after=""), listed)
        walk.excluding = item.depth
        rest = item.text[cut.end() :]
        note_what_it_is(walk, item.start + cut.end(), rest)
        if rest.strip():
            _read_part(walk, items, index, replace(item, start=item.start + cut.end(), text=rest, before=""), listed)
        return
    _read_part(walk, items, index, item, listed)


def _read_part(walk: Walk, items: list[Item], index: int, item: Item, listed: bool) -> None:
    shade = fold(item.text)
    if index <= walk.joined or _as_departements(walk, items, index):
        return
    if heading(walk, items, index, item) or whole_departement(walk, item, items):
        return
    if item.depth and about_the_previous(walk, item, shade):
        return
    if pattern(_OUTSIDE).match(shade) or _as_bounds(walk, items, index) or only_counts(item):
        return
    zone = located(walk, items, index) or walk.here
    joined = _joined(walk, items, index, zone)
    if joined is not None:
        walk.joined = index + 1
        walk.add(joined, item.start, True)
        return
    _read_names(walk, index, item, listed, zone)


def _as_departements(walk: Walk, items: list[Item], index: int) -> bool:
    """« réparties sur 3 départements (Loir et Cher, Cher, Indre) »: each is one, not the commune that bears its name;
    « Loir et Cher » is one too."""
    item = items[index]
    if not pattern(_LIST_OF_DEPARTEMENTS).search(walk.shade[max(0, item.start - 150) : item.start]):
        return False
    whole = f"{item.text} et {items[index + 1].text}" if item.after == "et" and index + 1 < len(items) else ""
    joined = walk.geography.departement(whole) if whole else None
    code = joined or walk.geography.departement(item.text)
    if code is None:
        return False
    walk.joined = index + 1 if joined else walk.joined
    walk.say_departements((code,))
    return True


def _read_names(walk: Walk, index: int, item: Item, listed: bool, zone: Zone) -> None:
    """The name of an EPCI, of two ends, of something larger, or of communes."""
    shade = fold(item.text)
    counted = pattern(_COUNTED).match(shade) or pattern(_ALL_OF).match(shade)
    read = walk.name_in(item.text, True, zone)
    leads = counted or pattern(_TERRITORY_OF).match(shade)
    if _as_group(walk, index, item, leads.end() if leads else 0, read, zone) or _as_range(walk, item, read, zone):
        return
    if read and read.found.rule == LARGER:
        code = walk.geography.departement(read.name)
        walk.say_departements((code,) if code else ())
        walk.open = True
    elif (counted and item.after not in {",", "et"} and ":" not in item.after) or pattern(_COUNTED_AROUND).match(shade):
        walk.open = True
    else:
        _add_names(walk, item, read, listed, zone)


def _as_group(walk: Walk, index: int, item: Item, skipped: int, read: Read | None, zone: Zone) -> bool:
    """Whether the item is the name of an EPCI; a commune written the same way comes first."""
    name = item.text[skipped:].strip()
    written = read is not None and read.found.code is not None and read.found.rule != "coquille"
    town = pattern(r"^(?:l['’])?agglomération\b").match(name)
    if read and written and town and group_key(name) == group_key(read.name):
        return False  # the town and what surrounds it, not the institution
    start = item.start + item.text.index(name)
    kind = kind_in_parentheses(walk.shade, item.end) if "(" in item.after else None
    group = whole_name(f"{name} {kind}" if kind else name, start, groups_of(walk.geography), zone)
    larger = read is not None and read.found.rule == LARGER
    if group is None or (group.rule != "epci" and (written or larger)):
        return False
    if kind:
        walk.joined = index + 1
    walk.add_group(name, qualified(replace(group, end=start + len(name)), walk.shade, groups_of(walk.geography)))
    return True


def _as_range(walk: Walk, item: Item, read: Read | None, zone: Zone) -> bool:
    """« de Nuits-Saint-Georges à Arnay-le-Duc »: both ends are named, what lies between is not. « D'Isigny-sur-Mer à
    l'ouest de Caen »: the second end is beside its town."""
    between = pattern(_RANGE).search(fold(item.text))
    if between is None or (read and read.found.code):
        return False
    ends = [walk.name_in(item.text[slice(*between.span(side))], True, zone) for side in ("from", "to")]
    known = [one for one in ends if one and one.found.code]
    beside = [one for one in ends if one and one.found.rule == "aux_abords"]
    if not known or len(known) + len(beside) < 2:
        return False
    walk.open = True
    for one in known:
        walk.add(_end(one), item.start, True)
    return True


def _end(read: Read) -> Read:
    """A name given as one of the ends of an extent."""
    return replace(read, found=replace(read.found, rule=END))


def _as_bounds(walk: Walk, items: list[Item], index: int) -> bool:
    """« entre Saumur, Doué et Montreuil-Bellay »: the bounds are of the territory, what lies between is not said.
    Between places that are not all communes (« entre Toulouse et le Gers ») nothing is."""
    between = pattern(_BETWEEN).search(fold(items[index].text))
    if between is None:
        return False
    last = next((at for at in range(index, len(items) - 1) if items[at].after not in {","}), index)
    last += items[last].after == "et" and last + 1 < len(items)
    bounds = [replace(items[index], text=items[index].text[between.end() :]), *items[index + 1 : last + 1]]
    reads = [walk.name_in(one.text, False) for one in bounds]
    walk.open, walk.joined = True, last
    if len(bounds) > 1 and all(read and read.found.code and read.found.rule in _WRITTEN for read in reads):
        for one, read in zip(bounds, reads, strict=True):
            if read:
                walk.add(_end(read), one.start, True)
    return True


def _add_names(walk: Walk, item: Item, read: Read | None, listed: bool, zone: Zone) -> None:
    """The single name of the item, or the names it holds as running prose."""
    text = item.text
    sure = listed or _is_surely_named(walk, item)
    if read and (read.found.code or read.found.candidates):
        walk.add(read, item.start, sure or read.cued)
        return
    reads = cover(text, walk.names, zone) if sure else []
    reads = reads or scan_prose(text, walk.names, zone)
    for one in reads:
        walk.add(one, item.start, True)
    if reads:
        return
    # « Composée de 3 communes (… », « La CPTS Bugey Sud recouvre … »: words, not a name that was not found
    sentence = pattern(rf"{ANNOUNCED}|\b{phrase('verbs')}\b").search(fold(text)) is not None
    if read and listed and ":" not in item.after and not sentence:
        walk.add(read, item.start, sure)
    elif first := longest_name(text, len(text) - len(text.lstrip()), walk.names, zone):
        walk.add(Read(first[0], first[1], open=True), item.start, False)


def _is_surely_named(walk: Walk, item: Item) -> bool:
    """Inside brackets, after a colon, alone, or of communes that were counted: « 158 communes, dont Vitteaux, … »."""
    counted = walk.announced is not None and pattern(r"^\s*dont\b").match(fold(item.text)) is not None
    return item.depth > 0 or bool(walk.colon) or counted or _stands_alone(item)


def _stands_alone(item: Item) -> bool:
    """Whether an item has a line, a cell or a clause for itself: « Montpellier (la page donne …) »."""
    opened = not item.before or bool(set(item.before) & set(";\n"))
    return opened and (not item.after or bool(set(item.after) & set("(;\n:")))


def _joined(walk: Walk, items: list[Item], index: int, zone: Zone) -> Read | None:
    """A name that holds a separator: « Messigny et Vantoux », « Evry – Courcouronnes »."""
    if index + 1 >= len(items) or items[index].after not in {"et", "-", "–", "/"}:
        return None
    first, second = items[index], items[index + 1]
    if second.depth != first.depth or len(first.text.split()) > 8 or not any(map(str.isupper, second.text)):
        return None
    begin = pattern(r"^(?:(?:communes?|villes?) (?:de |d['’])?|et )").sub("", first.text.strip())
    whole = f"{begin} {'et ' if first.after == 'et' else ''}{second.text.strip()}"
    found = walk.names.look_up(whole, zone, loosely=False)
    return Read(whole, found) if found.code and found.rule in _WRITTEN else None
