"""Work that is due later or happens outside: rows written in the turn's own transaction, claimed by any process."""
