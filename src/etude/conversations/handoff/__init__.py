"""A person takes a conversation and gives it back: tickets, the card about them, and what is said in between."""
