"""What leaves, and from where: source selection, shipments, pickup."""
