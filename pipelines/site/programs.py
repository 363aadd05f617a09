"""The addresses that programs read: documents, their description, and where things are."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from datasette import Response
from datasette.app import Datasette
from datasette.utils.asgi import Request

from pipelines.site import described_api, documents, map_data
from pipelines.site.instance import DATABASE
from pipelines.site.metadata import stored_queries


def site_address(datasette: Datasette, request: Request | None) -> str:
    """The public address, for what a reader copies; as he typed it where nobody has said."""
    said = (datasette._observatoire["adresse"] or datasette.metadata("adresse")).rstrip("/")
    return said or (datasette.absolute_url(request, datasette.urls.instance()).rstrip("/") if request else "")


async def _document(request: Request, datasette: Datasette) -> Response:
    shared = datasette._observatoire
    kind, code = request.url_vars["kind"], request.url_vars["code"]
    booleans = {
        (table, column)
        for table, described in shared["schema"].items()
        for column, of_type in described.get("types", {}).items()
        if of_type == "boolean"
    }
    found = await datasette.databases[DATABASE].execute_fn(
        lambda connection: documents.document(connection, kind, code, booleans)
    )
    if found is None:
        return Response.json({"ok": False, "status": 404, "error": f"Rien ne porte le code « {code} »."}, status=404)
    about = documents.KINDS[kind]
    permanent = f"{site_address(datasette, request)}{shared['permanent']}/{about.table}/{quote(code)}"
    head = {"livraison": shared["livraison"]["livraison"], "licence": "Licence Ouverte 2.0", "adresse": permanent}
    if shared["avertissement"]:
        head["avertissement"] = shared["avertissement"]
    return Response.json(head | found, headers={"Access-Control-Allow-Origin": "*"})


async def _openapi(request: Request, datasette: Datasette) -> Response:
    shown = {}
    for kind, about in documents.KINDS.items():
        first = await datasette.databases[DATABASE].execute(f"select min({about.key}) from {about.table}")
        shown[kind] = first.single_value() or ""
    described = described_api.openapi(
        datasette._observatoire["schema"],
        stored_queries(),
        site_address(datasette, request),
        datasette._observatoire["livraison"],
        shown,
    )
    return Response.json(described, headers={"Access-Control-Allow-Origin": "*"})


async def _llms(request: Request, datasette: Datasette) -> Response:
    shared = datasette._observatoire
    text = await datasette.render_template(
        "llms.txt", {"description": shared["livraison"]["description"]}, request=request
    )
    return Response.text(text)


async def _map(request: Request, datasette: Datasette) -> Response:
    shared = datasette._observatoire
    department = request.url_vars.get("departement")
    found = None
    if shared["carte_zoome"]:
        found = await datasette.databases[DATABASE].execute_fn(
            lambda connection: (
                map_data.communes(connection, department)
                if department
                else map_data.france(connection, shared["lisible"])
            )
        )
    if found is None:
        return Response.json({"ok": False, "status": 404, "error": "Aucun contour à cette adresse."}, status=404)
    return Response(
        json.dumps(found, ensure_ascii=False, separators=(",", ":")),  # the country is a large answer
        content_type="application/json; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )


ROUTES: list[tuple[str, Any]] = [
    (rf"^/(?P<kind>{'|'.join(documents.KINDS)})/(?P<code>[^/]+)\.json$", _document),
    (r"^/carte/france\.json$", _map),
    (r"^/carte/communes/(?P<departement>[^/]+)\.json$", _map),
    (r"^/openapi\.json$", _openapi),
    (r"^/llms\.txt$", _llms),
]
