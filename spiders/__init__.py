"""Collect: what does each publisher say today? Spiders move, pure extractors read, nothing interprets."""
