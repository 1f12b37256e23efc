"""Single-use codes that link a channel, bring in a guardian, or open a flow."""
