"""The record of runs in SQLite: written, read, replayed, overridden, erased."""
