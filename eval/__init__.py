"""How well sentences are understood, counted on sentences that the grammar's own tests do not hold."""
