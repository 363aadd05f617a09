"""French as publishers write it: one fold, one vocabulary, one reading of numbers, dates, stages, places and names."""
