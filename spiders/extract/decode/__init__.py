"""A document of any format, decoded."""
