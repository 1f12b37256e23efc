"""The same booking as a bot of each framework, and the Telegram that all of them talk to."""
