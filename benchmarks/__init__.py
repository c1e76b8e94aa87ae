"""What is measured: ratios side by side in one run, one command each. No tests."""
