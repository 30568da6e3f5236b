"""Who is decided: one prospect from a list, the record or JSON, and the history tables of a list."""
