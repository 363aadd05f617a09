"""Of which CPTS a passage speaks."""
