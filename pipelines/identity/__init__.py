"""Who is who: mentions of one CPTS found across sources and time."""
