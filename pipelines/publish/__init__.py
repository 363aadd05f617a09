"""From checked tables to a release folder: Parquet first, everything else derived from it."""
