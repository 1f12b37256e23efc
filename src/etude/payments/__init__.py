"""Money: quotes, the ledger, the provider port, its Stripe home and the sandbox."""
