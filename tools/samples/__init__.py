"""What `make_samples.py` is made of."""
