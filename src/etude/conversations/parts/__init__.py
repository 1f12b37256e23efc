"""What several flows share: cards, the words about a lesson, and the steps that every booking takes."""
