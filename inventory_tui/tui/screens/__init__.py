"""The screens: a folder for each place, one file a screen, and what they have in common."""
