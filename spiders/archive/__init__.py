"""Captures: every exchange of a crawl in one WARC per source and date, written once, replayed at will."""
