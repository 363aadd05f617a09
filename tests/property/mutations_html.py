"""Mutations of pages: the same words in the markup of another theme."""

from __future__ import annotations

import re
from html.entities import codepoint2name

from tests.property.mutations import Documents, mutation, rewritten, text_of
from tests.support.corpus import Case


def page_of(case: Case) -> str:
    return text_of(case) if case.document.kind == "html" else ""


# what only a class tells: a side block, the tick of an icon
SAID_BY_CLASS = r"related|menu|navbar|logo|sidebar|fa "


@mutation(on=10)
def classes_renamed(case: Case) -> Documents:
    return rewritten(case, re.sub(rf'class="(?!{SAID_BY_CLASS})[^"]*"', 'class="x1 y2"', page_of(case)))


@mutation(on=8)
def ids_renamed(case: Case) -> Documents:
    """Every id and what refers to it; an id that the publisher gave to a CPTS is no longer its own."""
    page = page_of(case)
    if any(row.get("publisher_ref") for row in case.rows) or "map-settings" in page:
        return []
    return rewritten(case, re.sub(r'((?:\bid|for|aria-controls)="|(?:href|target)="#)', r"\1n-", page))


@mutation(on=30)
def wrapped_in_boxes(case: Case) -> Documents:
    page = re.sub(r"(<body[^>]*>)", r'\1<div class="row"><div class="col-12">', page_of(case))
    page = page.replace("<main>", "<div><main><div class='inner'>").replace("</main>", "</div></main></div>")
    return rewritten(case, page.replace("</body>", "</div></div></body>"))


@mutation(on=20)
def landmarks_dropped(case: Case) -> Documents:
    return rewritten(case, re.sub(r"<(/?)(?:main|article|section)\b", r"<\1div", page_of(case)))


@mutation(on=30)
def tags_in_capitals(case: Case) -> Documents:
    return rewritten(case, re.sub(r"</?[a-z][a-z0-9]*", lambda tag: tag.group().upper(), page_of(case)))


@mutation(on=30)
def accents_as_entities(case: Case) -> Documents:
    def entity(found: re.Match[str]) -> str:
        name = codepoint2name.get(ord(found.group()))
        return f"&{name};" if name else f"&#{ord(found.group())};"

    # data inside scripts is not HTML
    parts = re.split(r"(<script.*?</script>)", page_of(case), flags=re.S)
    return rewritten(
        case, "".join(part if part.startswith("<script") else re.sub(r"[^\x00-\x7f]", entity, part) for part in parts)
    )


@mutation(on=30)
def minified(case: Case) -> Documents:
    return rewritten(case, re.sub(r">\s*\n\s*<", "><", page_of(case)))


@mutation(on=30)
def indented(case: Case) -> Documents:
    blocks = "div|p|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|dl|dt|dd|main|section|article|details|summary"
    return rewritten(case, re.sub(rf"(</?(?:{blocks})\b[^>]*>)", "\n    \\1\n    ", page_of(case)))


@mutation(on=10)
def headings_one_level_down(case: Case) -> Documents:
    page = re.sub(r"(</?)h([2-5])\b", lambda tag: f"{tag.group(1)}h{int(tag.group(2)) + 1}", page_of(case))
    return rewritten(case, page)


@mutation(on=10)
def bullets_numbered(case: Case) -> Documents:
    return rewritten(case, re.sub(r"(</?)ul\b", r"\1ol", page_of(case)))


@mutation(on=30)
def dressed_with_menu_and_banner(case: Case) -> Documents:
    """Names in menus, side blocks and feet are those of other pages."""
    menu = (
        "<nav><ul><li><a href='/a'>Accueil</a></li><li><a href='/b'>La CPTS des Monts Dorés</a></li></ul></nav>"
        "<div class='cookie-banner'><p>Ce site utilise des cookies.</p></div>"
    )
    foot = "<aside><h3>Actualités</h3><p>La CPTS du Vallon signe son ACI</p></aside><footer>CPTS du Plateau</footer>"
    page = re.sub(r"(<body[^>]*>)", rf"\1{menu}", page_of(case))
    return [] if "links" in case.meta else rewritten(case, page.replace("</body>", f"{foot}</body>"))
