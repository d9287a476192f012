"""gdanim."""
