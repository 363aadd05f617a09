"""Grids: which column, which row, which cell says what."""
