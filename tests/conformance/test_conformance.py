"""Every case of the reference: answered as it does, or otherwise by a ruling of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance.applicability import why_not
from tests.conformance.casefiles import Case
from tests.conformance.playing import Played, Plays
from tests.conformance.rulings import ruling_for
from tests.conformance.tally import NOT_APPLICABLE, PASSED


def test_case(case: Case, stage: Plays, counts_as: Callable[[str], None]) -> None:
    if reason := why_not(case):
        counts_as(NOT_APPLICABLE)
        pytest.skip(f"not applicable: {reason}")
    played = Played(stage, case)
    found = played.differences()
    if (found or case.data.get("ruling")) and (ruling := ruling_for(played)):
        wrong = ruling.instead(played)
        assert not wrong, f"{ruling.code}: {wrong}"
        counts_as(ruling.code if found else PASSED)
        return
    assert not found, "\n".join(found)
    counts_as(PASSED)
