"""What a browser sees: the card page, 3-D Secure, receipts, onboarding."""
