"""What a document says of one CPTS, field by field."""
