"""What a ruleset file may say, with positions, and what a checked ruleset is."""
