"""The name the system knows the user by."""

from __future__ import annotations

import os
import pwd
from functools import cache


@cache
def login_name() -> str:
    """Return the name of the account this process runs as.

    It is asked of the system, not of the environment, which everybody can set.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # no such user in a container's password file
        return str(os.getuid())
