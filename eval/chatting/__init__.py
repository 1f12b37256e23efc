"""Conversations that are measured: people who are made up, what they hear, and what is wrong with it."""
