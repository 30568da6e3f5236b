"""From a name or file to a checked ruleset."""
