"""The record of every deed, and its inverse."""
