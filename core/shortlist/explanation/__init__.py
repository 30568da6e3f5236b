"""One decision taken apart: what led to it and what would change it."""
