"""What the numbers say: history, low stock, alerts."""
