"""Power cuts, kills and full disks: nothing is ever half-done."""
