"""The books: double entry, append-only, every entry chained to the one before."""
