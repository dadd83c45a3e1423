"""Dialogs: each with a typed result, one look for all."""
