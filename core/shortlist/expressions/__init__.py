"""The language of conditions: which SQL is taken, and what it can be true or false of."""
