"""Datasette loads plugins from this folder; ours lives in `pipelines.site.plugin`."""

from pipelines.site.plugin import (  # noqa: F401
    asgi_wrapper,
    extra_template_vars,
    filters_from_request,
    handle_exception,
    prepare_connection,
    prepare_jinja2_environment,
    register_routes,
    render_cell,
    startup,
)
