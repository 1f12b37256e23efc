"""Servers, people and seeds that stand in for the outside world, in tests and in the demo."""
