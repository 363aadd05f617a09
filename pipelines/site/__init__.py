"""The public site: Datasette started from a release folder. Imports nothing of the pipeline's heavy libraries."""
