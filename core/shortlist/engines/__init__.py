"""Engines: what decides the prospects of a frame. All give the same decisions; see docs/engines.md."""
