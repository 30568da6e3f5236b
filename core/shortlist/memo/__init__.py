"""Decision memos: what they say, how they look, where they are written."""
