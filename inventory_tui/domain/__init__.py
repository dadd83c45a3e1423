"""What inventory is: values, rules and errors.  No I/O, no library, no clock."""
