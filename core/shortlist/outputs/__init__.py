"""Decisions out: CSV, TSV, XLSX, JSONL, Parquet, SQLite."""
