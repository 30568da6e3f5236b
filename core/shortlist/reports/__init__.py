"""What a run came to: counts, concentration, capacity."""
