"""The database as a whole: opened, checked, backed up, set up, taken back."""
