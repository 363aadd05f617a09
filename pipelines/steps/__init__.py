"""The steps of a build, from claims to published rows."""
