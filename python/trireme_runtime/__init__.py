"""What runs inside a Python step, beside the user's own code."""
