"""Dagster assets: thin wrappers that name the steps of the way of a fact. The work is in plain functions."""
