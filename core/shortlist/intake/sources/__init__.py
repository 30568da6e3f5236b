"""Opening a list of any kind as raw columns."""
