"""The plan as a Python function: decides one prospect given as a mapping, without a frame (docs/engines.md)."""
