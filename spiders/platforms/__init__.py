"""Scrapy spiders by publishing platform. A source card binds one to a publisher."""
