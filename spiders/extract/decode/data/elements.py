"""XML of no known shape: repeated elements whose children are fields, GML features or rows of an export."""

from __future__ import annotations

from lxml import etree

from spiders.document import Document
from spiders.extract.decode.data.json_search import headings_of
from spiders.extract.decode.data.records import grid_of_records, numbered
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Content
from spiders.extract.model.section import Section
from spiders.extract.model.source import SourceContext
from spiders.extract.passes import read_content
from spiders.listing import Extraction


def recognises(root: etree._Element) -> bool:
    return True


def read(root: etree._Element, document: Document, context: SourceContext) -> Extraction:
    """Listings of each run of elements of one name. One that holds more than it sent gives `Truncated`."""
    grids, alarms = [], []
    for (holder, name), elements in _repeated(root).items():
        records = [_fields(element) for element in elements]
        around = reversed([holder, *holder.iterancestors()])
        section = Section().inner(*(word for one in around for word in headings_of(_fields(one))), name)
        grids.append(grid_of_records(records, numbered(name), section))
    matched = root.get("numberMatched") or ""
    returned = root.get("numberReturned") or ""
    if matched.isdigit() and returned.isdigit() and int(matched) > int(returned):
        alarms.append(alarm("Truncated", f"{returned} entités reçues sur {matched}", document, context))
    return read_content(Content("xml", grids=grids, alarms=alarms), document, context)


def _repeated(root: etree._Element) -> dict[tuple[etree._Element, str], list[etree._Element]]:
    """The records of a tree, by what holds them and by their name."""
    groups: dict[tuple[etree._Element, str], list[etree._Element]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and _is_record(element):
            parent = element.getparent()
            holder = element if parent is None else parent
            # each GML feature stands alone in its own `featureMember`
            if len(holder) == 1 and (over := holder.getparent()) is not None:
                holder = over
            groups.setdefault((holder, local_name(element)), []).append(element)
    return groups


def local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _is_record(element: etree._Element) -> bool:
    leaves = [
        child for child in element if isinstance(child.tag, str) and not len(child) and (child.text or "").strip()
    ]
    return len(leaves) + len(element.attrib) >= 2 and len(leaves) >= 1


def _fields(element: etree._Element) -> dict[str, object]:
    fields: dict[str, object] = {name.rsplit("}", 1)[-1]: value for name, value in element.attrib.items()}
    for child in element:
        if isinstance(child.tag, str) and not len(child):
            name, text = local_name(child), (child.text or "").strip()
            fields[name] = f"{fields[name]}, {text}" if fields.get(name) else text
    return fields
