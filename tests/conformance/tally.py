"""The count of a run: cases passed, ruled otherwise, not applicable and failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable

import pytest

PASSED, NOT_APPLICABLE, FAILED = "passed", "not applicable", "failed"
FILE, OUTCOME = "conformance file", "conformance outcome"


class Tally:
    """Counts cases by their file and by what came of them."""

    def __init__(self) -> None:
        self._by_file: dict[str, Counter[str]] = {}

    def add(self, file: str, outcome: str) -> None:
        """Count one case."""
        self._by_file.setdefault(file, Counter())[outcome] += 1

    def __bool__(self) -> bool:
        return bool(self._by_file)

    def lines(self) -> Iterable[str]:
        """Say what came of the cases of each file, rulings by their code."""
        for file, counts in sorted(self._by_file.items()):
            yield f"{file}: {', '.join(self._said(counts))} of {counts.total()}"

    def _said(self, counts: Counter[str]) -> Iterable[str]:
        yield f"{counts[PASSED]} passed"
        for code in sorted(self._codes(counts), key=lambda code: int(code[1:])):
            yield f"{counts[code]} by {code}"
        for outcome in (NOT_APPLICABLE, FAILED):
            if counts[outcome]:
                yield f"{counts[outcome]} {outcome}"

    @staticmethod
    def _codes(counts: Counter[str]) -> list[str]:
        return [one for one in counts if one not in (PASSED, NOT_APPLICABLE, FAILED)]

    def closing(self) -> str:
        """Say it in one line."""
        counts: Counter[str] = sum(self._by_file.values(), Counter())
        ruled = sum(counts[code] for code in self._codes(counts))
        return (
            f"conformance: {counts[PASSED]} passed, {ruled} ruled otherwise, "
            f"{counts[NOT_APPLICABLE]} not applicable, {counts[FAILED]} failed "
            f"of {counts.total()}"
        )


class ClosingLine:
    """Shows the counts by file, and closes the run with the line that sums them up."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._tally = Tally()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a case when it is over; under xdist they come from the workers."""
        said = dict(report.user_properties)
        if FILE not in said:
            return
        over = report.when == "call" or (report.when == "setup" and not report.passed)
        if over or (report.when == "teardown" and report.failed):
            outcome = FAILED if report.failed else str(said.get(OUTCOME, FAILED))
            self._tally.add(str(said[FILE]), outcome)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show the counts of every file."""
        if self._tally:
            terminalreporter.section("conformance")
            for line in self._tally.lines():
                terminalreporter.line(line)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """Say the closing line after everything else."""
        result = yield
        if self._tally:
            reporter = self._config.pluginmanager.get_plugin("terminalreporter")
            if reporter is not None:
                reporter.write_line(self._tally.closing())
        return result
