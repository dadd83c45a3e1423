"""Deeds in any order, played on the program and on the model of the rules side by side.

Each module adds the deeds of one trade; `Histories` has them all.
"""
