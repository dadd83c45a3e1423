"""Where alerts go: a file, a program, an address on the web.  A target takes one message.

Nothing here is tried unless it is configured on this machine.  A message may come twice
(the program was killed after it left and before that was noted): its ``id`` is then the same.
"""

from __future__ import annotations

import http.client
import os
import queue
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from inventory_tui import __version__
from inventory_tui.domain.alerts import as_text
from inventory_tui.domain.labels import visible
from inventory_tui.wording import tr

Message = Mapping[str, Any]
Target = Callable[[Message], None]
"""Delivers a message, or raises `NotDelivered`."""

_SAID = 200
"""So much of what a command says about its failure is kept."""


class NotDelivered(Exception):
    """A message did not leave; ``str()`` says why, without where it should have gone."""


def targets(
    *, file: str = "", command: Sequence[str] = (), webhook: str = "", patience_s: float = 10
) -> list[Target]:
    """Return the targets that are configured; a message must reach each of them.

    Args:
        patience_s: How long a command or a webhook may take for one message.
    """
    found: list[Target] = []
    if file:
        found.append(lambda message: _append(Path(file).expanduser(), message))
    if command:
        found.append(lambda message: _hand_over(command, message, patience_s))
    if webhook:
        found.append(lambda message: _post(webhook, message, patience_s))
    return found


def _append(path: Path, message: Message) -> None:
    """Append a line of JSON, on disk before this returns; a new file is the owner's alone."""
    line = f"{as_text(message)}\n".encode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.write(descriptor, line) != len(line):
                raise NotDelivered(tr("file: there is no room left"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise NotDelivered(tr("file: {why}", why=error.strerror or error)) from error


def _hand_over(command: Sequence[str], message: Message, patience_s: float) -> None:
    """Run the command with the message on its standard input."""
    try:
        answer = subprocess.run(
            list(command),
            input=f"{as_text(message)}\n".encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=patience_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDelivered(
            tr("command: not done after {seconds:g} s", seconds=patience_s)
        ) from None
    except OSError as error:
        raise NotDelivered(tr("command: {why}", why=error.strerror or error)) from error
    if answer.returncode:
        said = answer.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f": {visible(said[-1])[:_SAID]}" if said else ""
        raise NotDelivered(
            tr("command: exit status {status}{why}", status=answer.returncode, why=why)
        )


def _post(address: str, message: Message, patience_s: float) -> None:
    """Post the message; the whole of it, answer included, may take ``patience_s``."""
    outcome: queue.SimpleQueue[NotDelivered | None] = queue.SimpleQueue()

    def post() -> None:
        try:
            _posted(address, message, patience_s)
        except NotDelivered as failure:
            outcome.put(failure)
        else:
            outcome.put(None)

    # a time-out of a socket counts each wait anew: one that drips would never end
    threading.Thread(target=post, daemon=True).start()
    try:
        failure = outcome.get(timeout=patience_s)
    except queue.Empty:
        raise NotDelivered(
            tr("webhook: no answer after {seconds:g} s", seconds=patience_s)
        ) from None
    if failure is not None:
        raise failure


def _posted(address: str, message: Message, patience_s: float) -> None:
    request = urllib.request.Request(
        address,
        as_text(message).encode(),
        {
            "Content-Type": "application/json",
            "Idempotency-Key": str(message.get("id", "")),
            "User-Agent": f"inventory-tui/{__version__}",
        },
        method="POST",
    )
    try:
        with _OPENER.open(request, timeout=patience_s) as answer:
            answer.read(1)
    except urllib.error.HTTPError as error:
        with error:
            raise NotDelivered(tr("webhook: answered {code}", code=error.code)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        words = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
        raise NotDelivered(f"webhook: {visible(words)[:_SAID]}") from error


class _Unmoved(urllib.request.HTTPRedirectHandler):
    """A message goes where it was configured to go, and nowhere an answer names."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Unmoved)
