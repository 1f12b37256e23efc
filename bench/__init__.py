"""What Etude costs, measured beside others in the same run: ``python -m bench [name …] [--json]``."""
