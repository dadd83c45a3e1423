"""Where alerts go: a file, a command, a web address; and every way that can fail."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from inventory_tui.services.reports.alert_targets import NotDelivered, targets

MESSAGE = {"id": "k1", "kind": "stock", "text": "Tøp is back; $(touch pwned)"}


def deliver(**how: Any) -> None:
    for target in targets(**how):
        target(MESSAGE)


def test_nothing_is_tried_unless_it_is_configured() -> None:
    assert targets() == []


def test_a_file_gets_a_line_of_json_each_and_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl"
    deliver(file=str(file))
    deliver(file=str(file))
    assert [json.loads(line) for line in file.read_text().splitlines()] == [MESSAGE] * 2
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotDelivered, match="file: No such file"):
        deliver(file=str(tmp_path / "nowhere" / "alerts.jsonl"))


def command(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", program, *arguments]


def test_a_command_gets_the_message_on_its_input_and_no_shell_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    copy = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    deliver(command=command(copy, "got; touch pwned"))
    assert json.loads((tmp_path / "got; touch pwned").read_text()) == MESSAGE
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["got; touch pwned"]


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import sys; sys.exit('no\\x1b[2J route')", r"exit status 1: no\\x1b\[2J route"),
        ("raise SystemExit(7)", "exit status 7$"),
        ("import time; time.sleep(30)", "not done after 0.5 s"),
    ],
)
def test_a_command_that_fails_is_said(program: str, why: str) -> None:
    with pytest.raises(NotDelivered, match=f"command: {why}"):
        deliver(command=command(program), patience_s=0.5)


def test_a_command_that_is_not_there_is_said() -> None:
    with pytest.raises(NotDelivered, match="command: No such file"):
        deliver(command=["/nowhere/tell"])


class Receiver(BaseHTTPRequestHandler):
    """Answers what its path says: ``/204``, ``/slow``, ``/moved``."""

    got: ClassVar[list[tuple[dict[str, str], Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.got.append((dict(self.headers), json.loads(body)))
        if self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(8):
                time.sleep(0.1)
                self.wfile.write(b"X-Drip: drop\r\n")
                self.wfile.flush()
            return
        self.send_response(302 if self.path == "/moved" else int(self.path[1:]))
        if self.path == "/moved":
            self.send_header("Location", "/204")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Receiver.got.clear()
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_webhook_gets_the_message_posted_with_its_key(server: str) -> None:
    deliver(webhook=f"{server}/204")
    ((headers, body),) = Receiver.got
    assert body == MESSAGE
    assert (headers["Content-Type"], headers["Idempotency-Key"]) == ("application/json", "k1")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("500", "answered 500"),
        ("404", "answered 404"),
        ("moved", "answered 302"),
        ("slow", "no answer after 0.3 s"),
    ],
)
def test_a_webhook_that_does_not_take_it_is_said_without_its_address(
    server: str, path: str, why: str
) -> None:
    with pytest.raises(NotDelivered) as failure:
        deliver(webhook=f"{server}/{path}", patience_s=0.3)
    assert str(failure.value) == f"webhook: {why}"
    assert len(Receiver.got) == 1


def test_a_webhook_nobody_listens_at_is_said(server: str) -> None:
    with pytest.raises(NotDelivered, match="webhook: Connection refused"):
        deliver(webhook="http://127.0.0.1:9/token", patience_s=2)
