"""What a card says of its documents, applied: rows and fields by selectors, constants and look-ups."""
