"""Where a text announces EPCI: a kind before the name, a list headed by a kind, a kind behind the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lexicon.text import fold_words
from pipelines.normalise.territory_groups import Group, Groups, group_key, in_part, qualified
from pipelines.normalise.territory_names import Zone
from pipelines.normalise.territory_vocabulary import WORD, pattern, phrase, words

_STOP = re.compile(r"[();:\n\[\]]|\.\s")
# on folded text: what announces an EPCI
TYPED = re.compile(
    r"\b(?:communautes? (?:de |des )?communes\b|communautes? d['’ ]?\s?agglomerations?\b|communautes? urbaines?\b"
    r"|communautes? (?=d[eu]\b)|intercommunalites?\b|etablissements? publics? territoria(?:l|ux)\b|epci\b|ept\b"
    r"|com['’ -]?com\b|eurometropole\b|metropole (?=d[eu]s?\b|d['’])|cc(?=\s)|ca(?=\s)|cu(?=\s))"
)
_CAPITAL_TYPES = {"cc", "ca", "cu"}


# behind a name: « Alès Agglomération », « Rennes Métropole »; not « Nord Communauté professionnelle »
_BEHIND = re.compile(
    r"(?<=[a-z0-9]) (?:agglomeration|agglo|metropole|communaute|intercommunalite)\b"
    r"(?!s| (?:professionnelle|pluri|territoriale|urbaine|d[eu]\b|d['’]))"
)
_NO_NAME = frozenset({"cpts", "cette", "notre", "chaque", "une"})
# « 3 communautés de communes : », « les communautés de communes suivantes (»; a name alone is followed by its communes
_HEADS = re.compile(r"(?: (?:et|ou) (?:d['’ ]?\s?agglomerations?|urbaines?))?(?: [a-z' -]{2,40}?)?\s*(?P<sign>[:(])")
_SEVERAL = re.compile(r"(?:communautes|intercommunalites|etablissements|epci)\b")
_ARTICLES = r"(?:l[ae]s? |l['’]|d[eu]s? (?:la |l['’])?|d['’])"
_NEXT = rf"(?:\s*\([^()]*\))?[\s,;/•·–-]*(?:(?:et|ou|puis|ainsi que)\b\s*)?(?P<article>{_ARTICLES}?)"
# « communautés de communes de Dole et de Poligny », « 25 communes de Vesoul Agglomération, mais aussi de Lure »
_COORDINATED = (
    r"\s*,?\s*(?:et\b\s*)?(?:(?:mais|aussi|surtout|enfin|puis) ){0,2}"
    r"(?P<article>de (?:la |l['’])?|d[eu]s? |d['’])"
)
_COUNTED = re.compile(r"\bcommunes\b[^.;:()]{0,90}$")
_BETWEEN = re.compile(r"\s*(?:\.(?:\s|$)|[,;/•·\n()]|\s[-–]\s|\b(?:et|ainsi que|dont|soit)\b|$)")


def find_groups(text: str, shade: str, groups: Groups, zone: Zone, most: int) -> list[Group]:
    """Every EPCI announced, those that its kind precedes first, and those that follow it in the same enumeration. Only
    the first `most` announcements are read."""
    found = _called_before(text, shade, groups, zone, most)
    taken = {place for group in found for place in range(group.start, group.end)}
    for one in (*_called_behind(text, shade, groups, zone), *groups.joined_names(shade, zone)):
        if taken.isdisjoint(range(one.start, one.end)):
            sure = pattern(rf"\b{phrase('verbs')}\s+{_ARTICLES}?$").search(shade[max(0, one.start - 40) : one.start])
            more = _with_the_next(replace(one, sure=sure is not None), False, text, shade, groups, zone)
            found += more
            taken.update(place for group in more for place in range(group.start, group.end))
    return found


def _called_before(text: str, shade: str, groups: Groups, zone: Zone, most: int) -> list[Group]:
    found: list[Group] = []
    for cue in islice(TYPED.finditer(shade), most):
        if found and cue.start() < found[-1].end:
            continue
        if cue.group() in _CAPITAL_TYPES and not text[cue.start() : cue.end()].isupper():
            continue
        several = _SEVERAL.match(cue.group()) is not None
        if listed := _headed(text, shade, cue.end(), several, groups, zone):
            found += [qualified(one, shade, groups) for one in listed]
        elif first := _named_at(text, cue.end(), groups, zone, typed=True):
            found += _with_the_next(Group(cue.start(), *first), several, text, shade, groups, zone)
            while len(found) < most and (following := _following(text, shade, found[-1].end, groups, zone)):
                found.append(qualified(following, shade, groups))
    return found


def _with_the_next(first: Group, several: bool, text: str, shade: str, groups: Groups, zone: Zone) -> list[Group]:
    """A group, and those beside it that are of the same communes: « 25 communes de … et de … »."""
    found = [qualified(first, shade, groups)]
    if several or found[0].partial or _COUNTED.search(shade[: first.start]):
        for one in _members(text, shade, first.end, len(text), _COORDINATED, groups, zone):
            found.append(in_part(one) if found[0].partial else qualified(one, shade, groups))
    return found


def _headed(text: str, shade: str, start: int, several: bool, groups: Groups, zone: Zone) -> list[Group]:
    """The members of a list headed by a kind: none of them is a commune."""
    head = _HEADS.match(shade, start)
    if head is None or text[start : head.end()] != text[start : head.end()].lower():
        return []
    if head["sign"] == "(":
        if not several:
            return []
        stop = shade.find(")", head.end())
    else:
        stops = r"\.\s|[):\]]" if shade[head.end() :].lstrip(" ").startswith("\n") else r"\.\s|[):\]\n]"
        end = pattern(stops).search(shade, head.end())
        stop = end.start() if end else -1
        if end and end.group() == ":":  # « …, siège : Dole »: the label is no member
            stop = max(shade.rfind(sign, head.end(), stop) for sign in ",;\n")
            stop = max(stop, head.end())
    return list(_members(text, shade, head.end(), stop if stop >= 0 else len(text), _NEXT, groups, zone))


def _members(text: str, shade: str, position: int, stop: int, link: str, groups: Groups, zone: Zone) -> Iterator[Group]:
    """The names from `position` on that `link` joins, each an EPCI even if unknown."""
    while (lead := pattern(link).match(shade, position, stop)) and text[lead.end() : stop][:1].isupper():
        begin = lead.end()
        close = _BETWEEN.search(shade, begin, stop)
        end = close.start() if close else stop
        named = _named_at(text[:stop], begin, groups, zone, typed=False) or _named_at(
            text[:end], begin, groups, zone, typed=True
        )
        if named is None:
            return
        close = _BETWEEN.search(shade, named[0], stop)
        position = close.start() if close else stop
        yield Group(lead.start("article"), position, *named[1:])


def _called_behind(text: str, shade: str, groups: Groups, zone: Zone) -> Iterator[Group]:
    """« Alès Agglomération », wherever it stands: never the town, even where no EPCI bears the name."""
    for cue in _BEHIND.finditer(shade):
        starts: list[int] = []
        run = end = cue.start()
        for word in reversed(list(WORD.finditer(text, max(0, end - 60), end))):
            said = shade[word.start() : word.end()]
            if text[word.end() : end].strip("-'’ ") or said in _NO_NAME:
                break
            if word.group()[0].isupper():
                run = word.start() if run == end or run == cue.start() else run
                starts.append(word.start())
            elif said not in words()["link_words"]:
                break
            end = word.start()
        for start in reversed(starts):
            named = _named_at(text, start, groups, zone, typed=False)
            if named and named[0] >= cue.start():
                yield Group(start, max(named[0], cue.end()), *named[1:])
                break
        else:
            if starts:
                yield Group(run, cue.end(), None, "epci_inconnu")


_Named = tuple[int, str | None, str, tuple[str, ...]]  # where a name ends, its code, the rule, the candidates


def _named_at(text: str, start: int, groups: Groups, zone: Zone, typed: bool) -> _Named | None:
    """The EPCI whose name begins at `start`; `typed`: a kind announces it, so that it is one even if unknown."""
    stop = _STOP.search(text, start)
    limit = min(stop.start() if stop else len(text), start + 200)
    for end, codes in reversed(_known_names(text, start, limit, groups)):
        if inside := groups.within(codes, zone):
            return _decided(end, inside, "epci")
    if not typed:
        return None
    chunk = re.split(r",|/| et (?=la |les |le |cc |ca |une |l['’])|\s[-–]\s|\bdont\b", text[start:limit], maxsplit=1)[0]
    wanted = group_key(chunk)
    acronym = groups.within(groups.acronyms.get(fold_words(chunk), set()), zone)
    if not wanted and not acronym:
        return None
    near = acronym or groups.begun_by(wanted, zone)
    end = start + len(chunk.rstrip())
    return _decided(end, near, "epci_nom_approche") if near else (end, None, "epci_inconnu", ())


def _decided(end: int, codes: set[str], rule: str) -> _Named:
    if len(codes) == 1:
        return end, next(iter(codes)), rule, ()
    return end, None, "epci_homonymes", tuple(sorted(codes))


def _known_names(text: str, start: int, limit: int, groups: Groups) -> list[tuple[int, set[str]]]:
    """Where each known name that begins at `start` ends, and the codes it may be; the longest last."""
    key: list[str] = []
    known: list[tuple[int, set[str]]] = []
    for word in WORD.finditer(text, start, limit):
        telling = group_key(word.group()).split()
        key.extend(telling)
        if len(key) > groups.longest:
            break
        if telling and (codes := groups.by_key.get(" ".join(key))):
            known.append((word.end(), codes))
    return known


def _following(text: str, shade: str, end: int, groups: Groups, zone: Zone) -> Group | None:
    """The next name of an enumeration whose kind is written once: « CC du Serein ; Avallon-Vézelay-Morvan »."""
    link = pattern(r"\s*(?:\([^)]{0,40}\)\s*)?(?:[;,/]|\bet\b)\s*(?:et\s+)?").match(shade, end)
    if not link:
        return None
    named = _named_at(text, link.end(), groups, zone, typed=False)
    if named is None or named[1] is None:
        return None
    closed = pattern(r"\s*(?:[;,/().\n]|\bet\b|$)").match(shade, named[0])
    key = group_key(text[link.end() : named[0]])
    if not closed or (len(key.split()) < 2 and ";" not in link.group() and "," not in link.group()):
        return None
    first = WORD.search(text, link.end())
    if first is None or not (first.group()[0].isupper() or first.group() in words()["link_words"]):
        return None
    return Group(first.start(), *named)
