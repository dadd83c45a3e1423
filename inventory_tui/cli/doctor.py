"""``doctor``: every invariant recomputed and compared with what is stored."""

from __future__ import annotations

from dataclasses import asdict

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Verb
from inventory_tui.services.keeping import checking
from inventory_tui.wording import tr


@click.command("doctor", cls=Verb)
@click.option("--fix", is_flag=True, help=tr("Write wrong kept sums anew."))
@click.pass_obj
def doctor(run: Run, fix: bool) -> int:
    """Recompute every invariant and compare; ends with 1 when something is left wrong."""
    with run.stoppable() as stop:
        checkup = checking.check(
            run.database,
            fix=fix,
            cause=run.cause if fix else None,
            progress=run.out.progress(tr("checked")),
            stop=stop,
        )
    findings = [asdict(finding) for finding in checkup.findings]
    counts = {"checked": checkup.checked, "found": checkup.found, "fixed": checkup.fixed}
    if run.given.json:
        run.out.rows(findings, ())
        run.out.object({**counts, "sizes": asdict(checkup.sizes)})
    else:
        if findings:
            run.out.rows(findings, ("flaw", "sku", "source", "stock", "order", "message"))
        run.out.answer(
            counts,
            tr(
                "{checked:,} rows checked: {found:,} found, {fixed:,} fixed",
                checked=checkup.checked,
                found=checkup.found,
                fixed=checkup.fixed,
            )
            if checkup.found
            else tr("{checked:,} rows checked: clean", checked=checkup.checked),
        )
        run.out.note(checkup.sizes.sentence())
    if checkup.found > len(findings):
        run.out.note(
            tr("{found:,} more findings not shown.", found=checkup.found - len(findings))
        )
    return 0 if checkup.is_clean else 1
