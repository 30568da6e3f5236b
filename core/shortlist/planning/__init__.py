"""From a ruleset to one lazy frame: names, scores, the decision, reasons, asks and treatments."""
