"""Finding, loading and checking what plugins supply."""
