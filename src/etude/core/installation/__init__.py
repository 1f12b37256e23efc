"""Small facts about this installation."""
