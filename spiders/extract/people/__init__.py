"""People never leave a capture."""
