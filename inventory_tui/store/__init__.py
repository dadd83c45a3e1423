"""Where inventory is kept: tables, queries, transactions.  Only here is SQL."""
