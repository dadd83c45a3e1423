"""Stories: actions that wait, written as one function from the key to the toast."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from textual.dom import DOMNode
from textual.worker import Worker

P = ParamSpec("P")
N = TypeVar("N", bound=DOMNode)

STORY: ContextVar[object | None] = ContextVar("story", default=None)
"""Who holds typing on behalf of the running story."""


def story(
    method: Callable[Concatenate[N, P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[N, P], Worker[None]]:
    """Make a method of a page or dialog a story: an action that may wait.

    It runs as a worker, so it may ``await`` services and dialogs.  Keys typed while it
    waits for the database are held and then reach whatever has the focus; while it waits
    for a dialog they go to the dialog.
    """

    @wraps(method)
    def begin(self: N, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
        from inventory_tui.tui.app import InventoryApp

        app = self.app
        assert isinstance(app, InventoryApp)
        holder = object()
        app.typing.hold(holder)

        async def run() -> None:
            STORY.set(holder)
            try:
                await method(self, *args, **kwargs)
            finally:
                app.typing.release(holder)

        return self.run_worker(run(), group="story", name=method.__name__)

    return cast(Callable[Concatenate[N, P], Worker[None]], begin)
