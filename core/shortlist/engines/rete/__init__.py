"""The Rete engine, a second way to the same decisions."""
