"""Multi-source inventory in the terminal.

Imports point one way only::

    domain  <-  store  <-  services  <-  tui, cli

* ``domain``    what inventory *is*: values, rules, errors.  No I/O, no library.
* ``store``     where it is kept: tables, queries, transactions.  Only here is SQL.
* ``services``  what a person can *do*: one function per deed, one transaction each.
* ``tui``       how a person does it at a terminal.  Never imports ``store``.
* ``cli``       the same deeds without a screen.
"""

__version__ = "0.1.0"

SCHEMA = 3
"""Number of the newest step in ``store/migrations``: what this program reads and writes."""
