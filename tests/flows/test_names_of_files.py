"""Whatever groups and returns are called: the files made for them lie in a folder of any system."""

from __future__ import annotations

from pathlib import Path

from csp_desktop.operations.receiving.receipts import write_pages
from csp_desktop.operations.sending.export import ExportRequest
from csp_desktop.operations.sending.outstanding import send_out
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.flows.command import done
from tests.test_filenames import HARD, held_by_windows

NAMES = ("CON", "a/b: <who?>", "A|b- <WHO?>", "Ends.", "~$é", "e\u0301x")


def test_a_return_for_each_group_and_a_receipt_for_each_return(plan: Path, tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        done("add", plan, "group", f"Group {number}")
        done("add", plan, "action", f"1.9{number}", f"group=Group {number}")
        done("set", plan, f"group:Group {number}", "name", name)
    opened = open_plan(plan, SHIPPED, write=True)
    folder = tmp_path / "out"
    sent = send_out(opened, folder, ExportRequest(), Stamp("Ann", "2016-07-01T09:00:00Z"))
    opened.close()
    assert len(sent.files) >= len(NAMES)
    made = sorted(each.name for each in folder.iterdir())
    assert made == sorted(each.name for each in sent.files)
    assert all(map(held_by_windows, made)), made
    assert len({name.casefold() for name in made}) == len(made)

    pages = write_pages([(name, name.encode(errors="replace").decode()) for name in HARD], folder)
    assert len({each.name.casefold() for each in pages}) == len(HARD)
    assert all(held_by_windows(each.name) for each in pages)
