"""Action plans as councils keep them in Excel: a layout a function, each awkward in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import open_file
from csp_desktop.workbook.package.model import Book

GREEN, AMBER, RED, BLUE = "FF92D050", "FFFFC000", "FFFF0000", "FF0070C0"
PALE_GREEN, GREY, LILAC = "FFC6EFCE", "FFD9D9D9", "FF7030A0"
Rows = Iterable[Sequence[object]]


def sheet_of(book: Workbook, name: str, rows: Rows, first: bool = False) -> Worksheet:  # noqa: FBT001, FBT002
    sheet = book.active if first else book.create_sheet()
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return sheet


def fill(sheet: Worksheet, colours: Mapping[str, str]) -> None:
    for address, colour in colours.items():
        sheet[address].fill = PatternFill("solid", fgColor=colour)


def flat() -> Workbook:
    """One table, a header in the first row, priorities in a column."""
    book = Workbook()
    sheet_of(book, "Action Plan", [
        ("Ref", "Priority", "Action", "Lead Agency", "Outcome", "Measure", "RAG", "Progress"),
        ("1.1", "1. Violence", "Run knife arches at stations", "MPS / BTP", "Fewer knives",
         "Arches run", "Green", "Two run in June."),
        ("1.2", "1. Violence", "Mentor young people", "Young Hackney; IGU", "Fewer victims",
         "Young people mentored", "Amber", "One post vacant."),
        ("2.1", "2. Burglary", "Visit victims within 48 hours", "Victim Support, MPS", None,
         "Visits", "RED", "Visits stopped."),
        ("2.2", "2. Burglary", "Mark property", "Police & Neighbourhood Watch", None, None,
         "Complete", None),
    ], first=True)  # fmt: skip
    return book


def heading_rows() -> Workbook:
    """Priorities as merged rows above their actions, objectives below them, a key at the foot."""
    book = Workbook()
    sheet = sheet_of(book, "CSP plan", [
        ("Safer Borough Partnership Action Plan",),
        ("Update as at Q2 2016/17",),
        (),
        ("No.", "Action", "By whom", "By when", "BRAG", "Comments"),
        ("Priority 1: Violence and exploitation",),
        ("Objective 1.1: Fewer young people carry knives",),
        (1.1, "Weapons sweeps in parks", "Police", date(2017, 3, 31), "G", "Eight done."),
        (1.2, "School sessions", "Children's Services", "Mar 2018", "A", "Half of the schools."),
        ("Priority 2 – Hate crime",),
        (2.1, "Third-party reporting sites", "Council & Police", "ongoing", "R", "None open."),
        (),
        ("Key",),
        ("G", "On track"),
        ("A", "Some slippage"),
    ], first=True)  # fmt: skip
    for row in (5, 6, 9):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
    return book


def sheet_a_priority() -> Workbook:
    """A sheet for each priority, refs beginning again in each, and a cover."""
    book = Workbook()
    sheet_of(
        book, "Cover", [("Community Safety Strategy 2016-2019",), ("Delivery plans",)], first=True
    )
    header = (
        "Ref",
        "Action",
        "Lead",
        "Timescale",
        "Q1 status",
        "Q1 update",
        "Q2 status",
        "Q2 update",
    )
    for name, actions in (
        ("1 Violent crime", ("Licensing visits", "Street pastors")),
        ("2 Drugs and alcohol", ("Needle bins", "Outreach", "Test purchases")),
        ("3 ASB", ("Mediation",)),
    ):
        rows: list[tuple[object, ...]] = [
            (f"Priority {name[0]}: {name[2:]}",),
            ("2016/17",),
            header,
        ]
        rows += [
            (
                number,
                action,
                "Council\nPolice",
                "March 2017",
                "On track",
                "Begun.",
                "At risk",
                "Late.",
            )
            for number, action in enumerate(actions, 1)
        ]
        sheet_of(book, name, rows)
    return book


def year_columns() -> Workbook:
    """What each year brings, in a column a year, as in a three-year plan."""
    book = Workbook()
    sheet_of(book, "Plan", [
        ("Strategic Priority", "Delivery Priority", "Ref", "Action", "Lead Partners",
         "Expected Outcome", "2015/16", "2016-17", "17/18", "2016-17 RAG"),
        ("Gangs", "Gang violence", "1.1", "Support to leave gangs", "IGU", "Fewer members",
         "Ongoing", "Ongoing\nReview in autumn", "Tbc", "Green"),
        (None, None, "1.2", "Family work", "IGU; CYPS", "Stable homes",
         "Delivery through Gangs Action Plan", "N/A", "N/A", "Not started"),
        (None, "Exploitation", "1.3", "Train staff", "CHSCB", None, "In development",
         "Two courses", "Ongoing", "Amber"),
        ("Substance misuse", "Treatment", "2.1", "Outreach", "Public Health", None, "Ongoing",
         "Ongoing", None, "Blue"),
    ], first=True)  # fmt: skip
    return book


def fills_only() -> Workbook:
    """Statuses that are nothing but colours."""
    book = Workbook()
    sheet = sheet_of(book, "Tracker", [
        ("Action Ref", "Action", "Owner", "RAG", "Update"),
        ("A1", "Alleygate six streets", "Council", None, "Four done"),
        ("A2", "Night patrols", "Police", None, "Begun"),
        ("A3", "CCTV upgrade", "Council", None, "No budget"),
        ("A4", "Leaflets", "Council", None, "All sent"),
        ("A5", "Survey", "Council", None, "Next year"),
        ("A6", "Awards", "Council", None, "Unclear"),
    ], first=True)  # fmt: skip
    fill(sheet, {
        **{f"{letter}1": "FF1F4E79" for letter in "ABCDE"},
        "D2": PALE_GREEN, "D3": AMBER, "D4": RED, "D5": BLUE, "D6": GREY, "D7": LILAC,
    })  # fmt: skip
    return book


def title_block() -> Workbook:
    """A block of titles, a marking and a contact above; two rows of headers, a quarter over two."""
    book = Workbook()
    sheet = sheet_of(book, "Delivery Plan 2016-17", [
        ("Safer Neighbourhoods Board", None, None, None, None, None, None, None),
        ("Delivery Plan 2016/17", None, None, None, None, None, None, "OFFICIAL"),
        ("Contact: community.safety@example.gov.uk",),
        (),
        ("Theme", "Ref", "Action", "Responsible Officer", "Q1", None, "Q2", None),
        (None, None, None, None, "RAG", "Commentary", "RAG", "Commentary"),
        ("Burglary", "B1", "Better locks", "J. Okafor", "Green", "70 homes", "Green", "140 homes"),
        ("Burglary", "B2", "Trap cars", "A. Lindqvist", "Amber", "Late", "Red", "Stopped"),
        ("Youth", "Y1", "Boxing club", "T. Mensah", "Not started", None, "Green", "Open"),
    ], first=True)  # fmt: skip
    for area in ("A1:H1", "E5:F5", "G5:H5", "A5:A6", "B5:B6", "C5:C6", "D5:D6"):
        sheet.merge_cells(area)
    return book


def merged() -> Workbook:
    """Priorities, leads and refs merged down over several rows; an action over three."""
    book = Workbook()
    sheet = sheet_of(book, "Sheet1", [
        ("Priority", "Ref", "Action", "Milestones", "Lead", "Status", "Commentary"),
        ("Domestic abuse", "1.1", "Refuge places", "Tender", "Council", "On track", "Tendered"),
        (None, None, None, "Award", None, None, "Awarded"),
        (None, None, None, "Open", None, None, None),
        (None, "1.2", "Perpetrator course", "Two courses", "Probation", "At risk", "One ran"),
        ("Burglary", "2.1", "Smart water", "500 kits", "Police / Council", "Complete", "All out"),
        (None, "2.2", "Trading stops", "Visits", None, "Off track", "None"),
    ], first=True)  # fmt: skip
    for area in ("A2:A5", "B2:B4", "C2:C4", "E2:E4", "F2:F4", "A6:A7", "E6:E7"):
        sheet.merge_cells(area)
    return book


def messy() -> Workbook:
    """What years of hands leave: lost refs, refs twice, dates for refs, notes and strays."""
    book = Workbook()
    sheet = sheet_of(book, "Master", [
        ("CSP action plan – MASTER COPY do not delete",),
        (),
        ("ref", "actoin", "lead officer / agency", "RAG ", "Update Sept 2016", "Budget", None),
        (1.8, "Street lighting", "Highways", "green", "Done in part.", "£5,000", "see Jim"),
        (1.9, "Bins", "Waste", "Green - all in place", "", None, None),
        (1.1, "Benches", "Parks & Open Spaces", "amber/green", "Ordered", None, None),
        (1.1, "Cleaner alleys", "Waste", "??", "Waiting", None, None),
        (None, "Graffiti removal", "Waste", "red", "No van", "tbc", None),
        (date(2016, 1, 12), "Noise patrol", "Env. Health", "N/A", None, None, None),
        ("1.20", "Dog wardens", "Council\nRSPCA", "In progress", "#N/A", None, None),
        ("ref", "actoin", "lead officer / agency", "RAG ", "Update Sept 2016", "Budget", None),
        ("CS-07", "Wardens’ radios", "Council", "G", "Bought", None, None),
        (None, None, "Police", None, "left over from last year", None, None),
        (),
        (None, "Last updated by Jo, 3 October 2016"),
    ], first=True)  # fmt: skip
    sheet["E10"] = "=NA()"
    sheet["D4"].comment = Comment("Check with Jim", "Jo")
    sheet["A6"].number_format = "0.00"
    sheet_of(book, "Lists", [("Green",), ("Amber",), ("Red",)]).sheet_state = "hidden"
    return book


def sheet_a_quarter() -> Workbook:
    """The same actions on a sheet for each quarter."""
    book = Workbook()
    for number, (name, status) in enumerate(
        (("Q1 2016-17", "Green"), ("Q2 2016-17", "Amber"), ("Q3 2016-17", "Red"))
    ):
        sheet_of(book, name, [
            ("Ref", "Priority", "Action", "Lead", "RAG", "Progress this quarter"),
            ("1.1", "Priority 1: Violence", "Knife arches", "Police", status, f"Said in {name}"),
            ("1.2", "Priority 1: Violence", "Mentoring", "Youth Service", "Green", None),
            ("2.1", "Priority 2: ASB", "Mediation", "Housing", status, "As before"),
        ], first=number == 0)  # fmt: skip
    return book


def with_indicators() -> Workbook:
    """Actions without refs on one sheet, performance indicators on another."""
    book = Workbook()
    sheet_of(book, "Actions", [
        ("Objective", "What will we do?", "Who", "When", "Status (BRAG)", "Where are we now?"),
        ("Reduce violence", "Run a night-time hub", "Council & NHS", "2016/17 Q3", "Blue", "Open"),
        ("Reduce violence", "Train door staff", "Police, Council", "31/03/2017", "Green", None),
        ("Improve confidence", "Publish 'You said'", "Comms", "Summer 2016", "Amber", "Draft"),
    ], first=True)  # fmt: skip
    sheet_of(book, "Performance", [
        ("Performance indicators 2016/17",),
        ("PI", "Unit", "Good is", "Baseline", "Target 2016/17", "Q1 actual", "Q2 actual", "Notes"),
        ("Violence with injury", "offences", "Lower is better", 1250, 1200, 310, 305, "Falling"),
        ("Feel safe after dark", "%", "higher is better", "61%", "65%", "62%", None, "Survey"),
        ("Repeat victims", "%", "Lower is better", None, "tbc", 21, "n/k", None),
    ])  # fmt: skip
    return book


def filled_headings() -> Workbook:
    """Headings that only a grey ground tells from actions, no refs, a total at the foot."""
    book = Workbook()
    sheet = sheet_of(book, "Sheet1", [
        ("Northwick Community Safety Partnership",),
        ("Action Plan 2016-2019",),
        (),
        ("Action", "Responsible Agency", "Supporting agencies", "Timescale",
         "Progress as at 30.6.16", "RAG status"),
        ("VIOLENCE WITH INJURY",),
        ("Licensing visits every weekend", "Police", "Council", "Ongoing", "12 visits made", "G"),
        ("Drink spiking campaign", "Council", "NHS", "Dec-16", "Designed", "A"),
        (),
        ("SERIOUS ACQUISITIVE CRIME",),
        ("Crime prevention surgeries", "Police / NHW", None, "Monthly", "3 held", "G"),
        ("Bait bikes", "Police", None, "30/09/2016", "Not bought", "R"),
        (),
        ("Total actions", 4),
    ], first=True)  # fmt: skip
    fill(sheet, {"A5": GREY, "A9": GREY})
    return book


def stacked() -> Workbook:
    """A table for each priority one below the other, each with its header again; a blank column."""
    book = Workbook()
    title = "Eastmere Delivery Plan – Quarter 2 (July – September 2016)"
    rows: list[tuple[object, ...]] = [(None, None, title), ()]
    header = (None, None, "Ref:", "ACTION:", "LEAD:", "COMPLETION DATE", "STATUS R/A/G",
              "COMMENTS / PROGRESS UPDATE (please complete by 30 June 2016)")  # fmt: skip
    for number, (name, actions) in enumerate(
        (
            ("ASB", ("Training", "PSPO review")),
            ("HATE CRIME", ("Centres",)),
            ("PREVENT", ("WRAP",)),
        ),
        1,
    ):
        rows += [(None, None, f"PRIORITY {number} – {name}"), header]
        rows += [
            (None, at, f"{number}.{at}.", action, "Community Safety Team", date(2017, 3, 31),
             "Amber", "50% done")
            for at, action in enumerate(actions, 1)
        ]  # fmt: skip
        rows.append(())
    sheet_of(book, "Delivery", rows, first=True)
    return book


def refs_in_titles() -> Workbook:
    """Refs that stand in the title's cell, owners beside deadlines, a status before its comment."""
    book = Workbook()
    sheet_of(book, "Improvement plan", [
        ("Objective", "Action", "Owner / Deadline", "Progress update"),
        ("1. Youth", "1.1 Boxing club for 40", "Jo Bloggs, 31/12/2016", "GREEN: club open"),
        ("1. Youth", "1.3 Street games", "Sam, Nov 2016", "AMBER - no venue"),
        ("2. Roads", "2.1 Speed watch", "Ann", "COMPLETE"),
    ], first=True)  # fmt: skip
    return book


def tracker() -> Workbook:
    """An action tracker: 'Priority' means high or low, and much that is no field of a plan."""
    book = Workbook()
    sheet = sheet_of(book, "Tracker", [
        ("ID", "Date raised", "Recommendation", "Priority", "Assigned to", "Due", "% complete",
         "Status", "Latest update", "Closed?"),
        (1, date(2016, 5, 3), "Review the policy", "High", "Housing", date(2016, 9, 30), 0.5,
         "In progress", "Draft out", "No"),
        (2, date(2016, 5, 3), "Data sharing agreement", "Medium", "Council, Police",
         date(2016, 12, 31), 0, "Not started", None, "No"),
        (10, date(2016, 6, 1), "Audit CCTV", "Low", "Council", date(2016, 7, 31), 1, "Closed",
         "Done", "Yes"),
    ], first=True)  # fmt: skip
    sheet["G2"].number_format = "0%"
    return book


def four_header_rows() -> Workbook:
    """Headers in four rows: calendar year, financial year, quarter, and what stands below."""
    book = Workbook()
    sheet = sheet_of(book, "Plan", [
        ("Priority area", "Action", "Lead", 2016, None, None, None, 2017, None),
        (None, None, None, "2016/17", None, None, None, "2017/18", None),
        (None, None, None, "Q3", None, "Q4", None, "Q1", None),
        (None, None, None, "RAG", "Notes", "RAG", "Notes", "RAG", "Notes"),
        ("ASB", "Mediation", "Housing", "G", "ok", "A", "late", None, None),
    ], first=True)  # fmt: skip
    for area in ("A1:A4", "B1:B4", "C1:C4", "D1:G1", "H1:I1", "D2:G2", "H2:I2", "D3:E3", "F3:G3",
                 "H3:I3"):  # fmt: skip
        sheet.merge_cells(area)
    return book


def nested_headings() -> Workbook:
    """Two levels of headings told apart by their ground; last quarter's status and this one's."""
    book = Workbook()
    sheet = sheet_of(book, "CSP Plan 16-17", [
        ("Harbourside Community Safety Partnership",),
        ("Partnership Plan 2016-17: delivery against priorities",),
        (),
        ("Ref", "What we will do", "Lead(s)", "By when", "What this will achieve", "Previous RAG",
         "Current RAG", "Direction of travel", "Latest update (Q3)"),
        ("PROTECTING VULNERABLE PEOPLE",),
        ("Domestic abuse",),
        ("DA1", "Refuge", "SBC", "Q2 2016/17", "More beds", "A", "G", "↑", "Open since September"),
        ("DA2", "Pilot", "Police & Crime Commissioner", "Q4 2016/17", None, "G", "G", "→", "12"),
        ("Child sexual exploitation",),
        ("CSE1", "Plays", "LSCB / SBC", "Dec 2016", "Awareness", "", "R", "↓", "No funds"),
        ("SAFER STREETS",),
        ("Night-time economy",),
        ("NTE1", "Purple Flag", "BID, SBC", "Mar-17", "Accreditation", "G", "B", "↑", "Awarded"),
    ], first=True)  # fmt: skip
    for row in (1, 2, 5, 6, 9, 11, 12):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=9)
    fill(sheet, {f"A{row}": "FF1F3864" for row in (5, 11)})
    fill(sheet, {f"A{row}": "FFD9E2F3" for row in (6, 9, 12)})
    return book


def sheet_a_board() -> Workbook:
    """A sheet for each board, statuses under 'Progress', refs with a slash, a signature below."""
    book = Workbook()
    for number, (board, short, titles) in enumerate(
        (("DA Board", "DA", ("Map services", "Train GPs")), ("Youth Board", "YB", ("Scheme",)))
    ):
        rows: list[tuple[object, ...]] = [
            (f"{board} – Action Plan", None, None, None, None, None, "Version 3"),
            (),
            ("Action No.", "Description of action", "Start date", "End date", "Responsible person",
             "Progress (R/A/G)", "Comments", "Complete?"),
        ]  # fmt: skip
        rows += [
            (f"{short}/{at}", title, date(2016, 4, 1), date(2016, 12, 31), "J. Smith",
             "Green" if at == 1 else "Red – no venue", "Going well", "✓")
            for at, title in enumerate(titles, 1)
        ]  # fmt: skip
        rows += [(), ("Prepared by", "J. Smith")]
        sheet_of(book, board, rows, first=number == 0)
    return book


def month_columns() -> Workbook:
    """An update a month, and a first column of nothing but colours."""
    book = Workbook()
    sheet = sheet_of(book, "Tracker 1617", [
        ("RAG", "Ref", "Workstream", "Action", "SMART target", "Lead", "Apr-16", "May-16", "Jun-16",
         "Jul-16"),
        (None, "1", "ASB", "Case reviews", "10 a month", "Housing", "8 done", "9 done", "11 done"),
        (None, "2", "ASB", "Dispersal zones", "3 zones", "Police", None, "1 zone", "2 zones"),
        (None, "3", "Hate", "Stalls", "6 stalls", "Council", "1", "2", None),
    ], first=True)  # fmt: skip
    fill(sheet, {"A2": GREEN, "A3": AMBER, "A4": RED})
    return book


def crossed_years() -> Workbook:
    """Years with crosses in them, headers over two lines, aims written once for several rows."""
    book = Workbook()
    sheet = sheet_of(book, "Sheet1", [
        ("Southmoor CSP – Community Safety Action Plan (April 2016 – March 2019)",),
        ("Strategic\nAim", "Objective", "Action", "Task", "Lead\nAgency", "Partner\nAgencies",
         "Year 1\n(16/17)", "Year 2\n(17/18)", "Year 3\n(18/19)", "Measure",
         "RAG\nrating"),
        ("1. Reduce reoffending", "1.1 IOM", "Refresh cohort", "Review list", "Probation", "CRC",
         "x", "x", None, "Reoffending rate", "Green"),
        (None, None, None, "Home visits", "CRC", None, None, "x", "x", None, "Amber"),
        (None, "1.2 Women", "One-stop shop", "Open", "CRC", "Council", "x", None, None,
         "Women seen", "Not due"),
        ("2. Reduce harm", "2.1 Drugs", "Needle exchange", "Extend hours", "Public Health", None,
         None, "x", None, "Litter", "Complete"),
    ], first=True)  # fmt: skip
    sheet.merge_cells("A1:K1")
    return book


def milestones_by_year() -> Workbook:
    """Two header rows, priorities merged downwards, and milestones headed by years as 16-17."""
    book = Workbook()
    sheet = sheet_of(book, "Delivery plan", [
        ("Priority", "No.", "What we will do", "Lead agency", "Milestones", None, "RAG status"),
        (None, None, None, None, "16-17", "17-18", "Q3 16-17", "Q4 16-17"),
        ("Reducing ASB", "1", "Joint patrols", "Police", "Start", "Go on", "Green", "Green"),
        (None, "2", "Mediation service", "Council", "Procure", "Run", "Amber", "amber - delayed"),
        ("Drugs", "3", "County lines group", "Police / CSC", "Set up", "Review", "Red", "Complete"),
    ], first=True)  # fmt: skip
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:H1", "A3:A4"):
        sheet.merge_cells(area)
    return book


LAYOUTS: Mapping[str, Callable[[], Workbook]] = {
    made.__name__: made
    for made in (
        flat,
        heading_rows,
        sheet_a_priority,
        year_columns,
        fills_only,
        title_block,
        merged,
        messy,
        sheet_a_quarter,
        with_indicators,
        filled_headings,
        stacked,
        refs_in_titles,
        tracker,
        four_header_rows,
        nested_headings,
        sheet_a_board,
        month_columns,
        crossed_years,
        milestones_by_year,
    )
}


def saved(book: Workbook, folder: Path, name: str = "plan.xlsx") -> Path:
    """The workbook as a file."""
    path = folder / name
    content = BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path


def book_of(book: Workbook, folder: Path, name: str = "plan.xlsx") -> Book:
    """The workbook as the program reads it, without the worker, as if saved in October 2016."""
    path = saved(book, folder, name)
    return replace(read_book(path, open_file(path), fills=True), saved_at="2016-10-03T09:00:00Z")
