"""Sources, stocks and channels."""
