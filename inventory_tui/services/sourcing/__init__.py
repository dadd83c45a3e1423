"""Sources, the stocks that join them, and the channels that sell from those."""
