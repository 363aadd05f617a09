"""Listings, merged, and alarms."""
