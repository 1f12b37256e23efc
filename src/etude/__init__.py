"""Etude: find, book and pay for lessons by chatting."""
