"""Cases as items, one each; and the closing line of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.casefiles import HERE, Case, cases
from tests.conformance.stages import ServerStage, Stage
from tests.conformance.tally import FILE, OUTCOME


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        folder = metafunc.config.getoption("--conformance-dir")
        found = cases(Path(folder) if folder else HERE)
        metafunc.parametrize("case", found, ids=[case.id for case in found])
    if "stage_kind" in metafunc.fixturenames and metafunc.config.getoption("--long"):
        metafunc.parametrize("stage_kind", ["sqlite", "postgresql"])


@pytest.fixture
def stage_kind() -> str:
    """Which database it is played on; with ``--long`` on each."""
    return "sqlite"


@pytest.fixture(scope="session")
def sqlite_stage(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("conformance"), sqlite_template)
    yield stage
    stage.close()


@pytest.fixture
def server_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServerStage]:
    fresh = request.getfixturevalue("postgres_fresh")
    stage = ServerStage(fresh.url(), tmp_path)
    yield stage
    stage.close()
    fresh.clean()


@pytest.fixture
def stage(stage_kind: str, request: pytest.FixtureRequest) -> Stage | ServerStage:
    """A place to play a case in."""
    name = "sqlite_stage" if stage_kind == "sqlite" else "server_stage"
    found: Stage | ServerStage = request.getfixturevalue(name)
    return found


@pytest.fixture
def counts_as(
    record_property: Callable[[str, object], None], case: Case
) -> Callable[[str], None]:
    """Says what came of a case; one that says nothing has failed."""
    record_property(FILE, case.file)
    return lambda outcome: record_property(OUTCOME, outcome)
