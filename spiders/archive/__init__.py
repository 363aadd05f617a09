"""WARC captures: every exchange of a crawl is written, and can be replayed without the network."""
