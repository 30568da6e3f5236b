"""Lists in: from a file to typed fields, with all that could not be read set aside and counted."""
