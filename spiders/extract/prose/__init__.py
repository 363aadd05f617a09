"""Headings, lists and notes of running text."""
