"""The only place that speaks Stripe."""
