"""The product grid and the product page."""
