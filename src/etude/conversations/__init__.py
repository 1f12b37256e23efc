"""Conversations: what people say, what it means, and what is answered, the same on every channel."""
