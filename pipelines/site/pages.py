"""Datasette as every page of ours is made by: the site's own and that of an earlier release."""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette

from pipelines.site.french import without_breaks
from pipelines.site.instance import DATABASE


class Pages(Datasette):
    """A Datasette that writes French and keeps neither catalogue nor secrets."""

    async def refresh_schemas(self) -> None:
        """Nothing: no page reads Datasette's catalogue of schemas."""

    async def execute(self, *arguments: Any, log_sql_errors: bool = False, **options: Any) -> Any:
        """What is wrong with a visitor's query is told to him alone: the log would keep all that anybody sends."""
        return await super().execute(*arguments, log_sql_errors=log_sql_errors, **options)

    async def permission_allowed(self, actor: Any, action: str, resource: Any = None, default: Any = False) -> Any:
        """All of a release is public. Datasette would copy its whole metadata to look for a rule of each table, twice
        per table that a page names: half a second for the list of tables."""
        database = resource[0] if isinstance(resource, tuple) else resource
        if action.startswith("view-") and database == DATABASE:
            return True
        return await super().permission_allowed(actor, action, resource, default)

    async def render_template(self, templates: Any, *arguments: Any, **options: Any) -> str:
        text: str = await super().render_template(templates, *arguments, **options)
        return without_breaks(text) if text.startswith("<!DOCTYPE html") else text
