"""The table of fields: every kind of record and every field of a plan, described once.

The current-value tables, the editors, the grid's columns, the workbook's columns, the diff and
the report read this table. It is handed in, never reached as a global, so that a copy with one
more line behaves everywhere as the shipped one does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from csp_desktop.plan.field_types import GridPlace, InReport, PanelGroup, Per, Type
from csp_desktop.plan.statuses import STATUSES, YEAR_STATES


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of record.

    `name` is what commands and tables call it, `label` what people read. `aliases` are further
    headers it answers to in a workbook. `links_to` names the kind that a LINK or LINKS points to.
    `lead_fills` marks what a return asks of a sub-group's lead each quarter. `column` says whether
    the status grid shows it from the start, offers it, or draws it in its own way.

    `words` names the list of words by which a plan understands what is typed for a choice, where
    that is not the field's own name. What `names_person` is a text that names one: the names that
    the plan knows are suggested, and none is asked for. `sentences` marks a list whose items may
    have semicolons. `personal` marks what may tell of people: it is shown where it is asked for.

    The last four are for fields of an action. `plan_column` is its place among the columns of the
    plan workbook, None where it is in none. `report` says whether a report shows it; an internal
    one is left out for publication, and a report has a place of its own for what is built in.
    `panel` is its place in the side panel, `hint` what an empty box there asks for.
    """

    name: str
    label: str
    type: Type = Type.TEXT
    per: Per = Per.NONE
    choices: tuple[str, ...] = ()
    links_to: str = ""
    aliases: tuple[str, ...] = ()
    lead_fills: bool = False
    required: bool = False
    column: GridPlace = GridPlace.SHOWN
    width: int = 120
    words: str = ""
    names_person: bool = False
    sentences: bool = False
    personal: bool = False
    plan_column: int | None = 99
    report: InReport = InReport.INTERNAL
    panel: PanelGroup = PanelGroup.ALL_FIELDS
    hint: str = ""

    @property
    def header(self) -> str:
        """The column header in a workbook."""
        return self.label

    @property
    def word_kind(self) -> str:
        """The kind of words that people write for its choices."""
        return self.words or self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its name, what people call it, and its fields in reading order.

    `key` is the field by which people name a record of this kind (an action's ref). Where
    `key_is_id`, what is called the same is the same record in every copy (a year); where `id_from`
    names fields, what says the same in these is (a word). Where `shared`, several records may be
    called the same and none is looked up by that (figures, returns). `part_of` names the field by
    which a record belongs to another one: it is deleted with that, and called after it.

    `beside` is the field by which, with the key, a row of a workbook is known to be a record's: an
    action's title, a figure's period. `sheet` is the name of its sheet in the plan workbook, ''
    where it has none of its own; of a kind that is `single`, there is one record.
    """

    name: str
    label: str
    plural: str
    key: str
    fields: tuple[Field, ...]
    key_is_id: bool = False
    id_from: tuple[str, ...] = ()
    shared: bool = False
    part_of: str = ""
    beside: str = ""
    sheet: str = ""
    single: bool = False

    def __hash__(self) -> int:
        """By its name: what is worked out for a kind is kept, and asked for with every header."""
        return hash(self.name)

    def field(self, name: str) -> Field | None:
        """The field called `name`, or None if this version knows none of that name."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def whole(self) -> str:
        """The kind that a record of this one is a part of, '' where it stands for itself."""
        field = self.field(self.part_of)
        return field.links_to if field else ""

    def plan_columns(self) -> tuple[Field, ...]:
        """The fields that the sheet 'Plan' of the plan workbook shows, in their order there.

        What leads fill in for a quarter is in its sheet of updates.
        """
        found = [
            (field.plan_column, field)
            for field in self.fields
            if field.plan_column is not None and not (field.lead_fills and field.per is Per.QUARTER)
        ]
        return tuple(field for _, field in sorted(found, key=lambda each: each[0]))

    def reported(self, per: Per, *, published: bool) -> tuple[Field, ...]:
        """The fields at the pace of `per` that the appendices of a report show."""
        wanted = {InReport.SHOWN} if published else {InReport.SHOWN, InReport.INTERNAL}
        return tuple(field for field in self.fields_per(per) if field.report in wanted)

    @property
    def personal(self) -> bool:
        """Whether it may tell of people, and is in a workbook only where that is asked for."""
        return any(field.personal for field in self.fields)

    def fields_per(self, per: Per) -> tuple[Field, ...]:
        """The fields filled in at the pace of `per`, in reading order."""
        return tuple(field for field in self.fields if field.per is per)


@dataclass(frozen=True, slots=True)
class FieldTable:
    """All kinds of record of a plan."""

    kinds: tuple[Kind, ...]

    def kind(self, name: str) -> Kind | None:
        """The kind called `name`, or None if this version knows none of that name."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    def field(self, kind: str, name: str) -> Field | None:
        """The field `name` of `kind`, or None if this version knows none of that name."""
        found = self.kind(kind)
        return found.field(name) if found else None

    def with_field(self, kind: str, field: Field) -> FieldTable:
        """A copy of the table in which `kind` has one more field, at its end."""
        return FieldTable(
            tuple(
                replace(each, fields=(*each.fields, field)) if each.name == kind else each
                for each in self.kinds
            )
        )

    def fingerprint(self) -> str:
        """A short text that differs whenever a kind or field does, but for where it shows."""
        return _fingerprint(self)


@lru_cache
def _fingerprint(table: FieldTable) -> str:
    # Of every other attribute, not of those that change the tables alone: to make tables again
    # for nothing costs a moment, and to miss a difference leaves columns that nobody fills.
    lines = [
        repr([kind.name, *(str(getattr(field, each)) for each in _STORED)])
        for kind in table.kinds
        for field in kind.fields
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


_SHOWN_ONLY = frozenset(
    {
        "words", "names_person", "sentences", "personal", "plan_column", "report", "panel", "hint",
    }
)  # fmt: skip
_STORED = tuple(each.name for each in fields(Field) if each.name not in _SHOWN_ONLY)
"""What makes one table differ from another for a plan file, which is then worked out again."""

# These words are values in people's plans: a new word is a new choice, and an old one stays.
DIRECTIONS = ("higher is better", "lower is better", "within a range", "neutral")
TARGET_KINDS = (
    "level",
    "% change on previous year",
    "% change on baseline year",
    "range",
    "tbc",
)
DATA_STATES = ("provisional", "final", "revised", "estimated")
FREQUENCIES = ("monthly", "quarterly", "yearly")
AMBER_RULES = ("within tolerance", "no worse than a year before", "none")
YEAR_FROM = ("sum of periods", "mean of periods", "latest period")
CLOSED_AS = ("complete", "dropped")
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")

_long, _list, _choice = Type.LONG_TEXT, Type.LIST, Type.CHOICE
_offered, _built_in = GridPlace.OFFERED, GridPlace.BUILT_IN
_in_report, _not, _quarter = InReport.BUILT_IN, InReport.LEFT_OUT, PanelGroup.QUARTER
_delivery = PanelGroup.DELIVERY

# One line a field. An action's fields come first in the order in which the side panel shows them.
SHIPPED = FieldTable((
    Kind("plan", "Plan", "Plans", "title", (
        Field("title", "Title", required=True),
        Field("borough", "Borough"),
        Field("period_note", "Period", _long),
        Field("working_quarter", "Working quarter", Type.QUARTER),
        Field("marking", "Marking", _choice, choices=MARKINGS),
        Field("tolerance", "Tolerance", Type.NUMBER),
        Field("tolerance_points", "Tolerance in points", Type.NUMBER),
        Field("amber_rule", "Amber means", _choice, choices=AMBER_RULES),
        Field("met_colour", "Colour of met"),
        Field("near_colour", "Colour of within tolerance"),
        Field("missed_colour", "Colour of missed"),
        Field("governance", "How indicators are governed", _long),
        Field("hate_crime", "Hate crime", _long),
        Field("previous_plan", "Previous plan"),
        Field("continues", "Continues"),
        Field("notes", "Notes", _long),
    ), sheet="About the plan", single=True),
    Kind("year", "Financial year", "Financial years", "name", (
        Field("name", "Financial year", Type.YEAR, required=True),
    ), key_is_id=True),
    Kind("strategic_priority", "Strategic priority", "Strategic priorities", "number", (
        Field("number", "Number", Type.NUMBER, required=True),
        Field("title", "Title", required=True),
        Field("short_title", "Short title"),
        Field("outcomes", "Strategic outcomes", _list, sentences=True),
        Field("linked_strategies", "Linked strategies", _list),
        Field("narrative", "Narrative", _long),
        Field("delivered_through", "Delivered through", _long),
    ), beside="title", sheet="Strategic priorities"),
    Kind("delivery_priority", "Delivery priority", "Delivery priorities", "label", (
        Field("strategic_priority", "Strategic priority", Type.LINK, links_to="strategic_priority"),
        Field("number", "Number", Type.NUMBER),
        Field("label", "Label", required=True),
        Field("title", "Title"),
        Field("short_title", "Short title"),
        Field("objective", "Objective", _long),
        Field("improvement_actions", "Improvement actions", _list, sentences=True),
        Field("indicators_note", "Note on indicators", _long),
    ), beside="title", sheet="Delivery priorities"),
    Kind("action", "Action", "Actions", "ref", (
        Field("ref", "Ref", required=True, column=_built_in, report=_in_report, plan_column=1,
              aliases=("No", "Action ref", "ID")),
        Field("title", "Action", column=_built_in, report=_in_report, plan_column=3, width=172,
              aliases=("Title", "Action title")),
        Field("lead_partners", "Lead partners", _list, aliases=("Lead", "Lead partner", "Owner"),
              report=_in_report, plan_column=5, width=106),
        Field("status", "Status", _choice, Per.QUARTER, choices=STATUSES, lead_fills=True,
              aliases=("RAG", "BRAG", "RAG status"), column=_built_in, report=_in_report,
              panel=_quarter),
        Field("commentary", "Commentary", _long, Per.QUARTER, lead_fills=True,
              aliases=("Progress", "Update", "Progress update", "Comments"), column=_built_in,
              report=_in_report, panel=_quarter, hint="What was done, what came of it"),
        Field("corrective_action", "Corrective action", _long, Per.QUARTER, lead_fills=True,
              aliases=("Mitigation", "Remedial action"), column=_built_in, report=_in_report,
              panel=_quarter, hint="What will bring it back on track, by when"),
        Field("evidence", "Evidence", _long, Per.QUARTER, lead_fills=True, column=_built_in,
              panel=_quarter, hint="A report, minutes, figures"),
        Field("planned", "Planned", _long, Per.YEAR, column=_built_in, report=_in_report,
              plan_column=10),
        Field("state", "State", _choice, Per.YEAR, choices=YEAR_STATES, column=_built_in,
              report=_in_report, plan_column=None),
        Field("start_date", "Start date", Type.DATE, column=_offered, report=_not,
              plan_column=11, panel=_delivery),
        Field("due_date", "Due date", Type.DATE, column=_offered, report=_not,
              plan_column=12, panel=_delivery),
        Field("forecast_date", "Forecast date", Type.DATE, lead_fills=True, column=_offered,
              report=_not, plan_column=13, panel=_delivery),
        Field("completed_on", "Completed on", Type.DATE, lead_fills=True, column=_offered,
              report=_not, plan_column=14, panel=_delivery),
        Field("activity", "Activity", _long, column=_offered, report=_not, plan_column=4, width=240,
              aliases=("Activities", "What we will do")),
        Field("expected_outcome", "Expected outcome", _long, column=_offered, report=_not,
              plan_column=6, aliases=("Outcome", "Expected outcomes"), width=200),
        Field("measure", "Measure", _long, column=_offered, report=_not, plan_column=7,
              aliases=("Measures", "How measured", "Success measure"), width=200),
        Field("lead_officer", "Lead officer", column=_offered, report=_not, plan_column=15,
              aliases=("Responsible officer",), names_person=True, panel=_delivery),
        Field("supporting_partners", "Supporting partners", _list, column=_offered, report=_not,
              plan_column=16, width=106),
        Field("group", "Sub-group", Type.LINK, links_to="group", column=_offered, report=_not,
              plan_column=8, aliases=("Group",)),
        Field("themes", "Themes", _list, column=_offered, report=_not, plan_column=9,
              aliases=("Cross-cutting themes",)),
        Field("cross_references", "Cross-references", Type.LINKS, links_to="action",
              column=_offered, report=_not, plan_column=17, aliases=("See also",)),
        Field("linked_strategies", "Linked strategies", _list, column=_offered, report=_not,
              plan_column=18, width=160),
        Field("strategic_priority", "Strategic priority", Type.LINK, links_to="strategic_priority",
              column=_offered, report=_not, plan_column=None),
        Field("delivery_priority", "Delivery priority", Type.LINK, links_to="delivery_priority",
              column=_offered, report=_not, plan_column=2),
        Field("notes", "Notes", _long, column=_offered, report=_not, plan_column=19, width=160),
        Field("closed", "Closed in", Type.QUARTER, column=_offered, report=_not, plan_column=None),
        Field("closed_as", "Closed as", _choice, choices=CLOSED_AS, column=_offered, report=_not,
              plan_column=None),
        Field("closed_why", "Why it was closed", _long, column=_offered, report=_not,
              plan_column=None, width=160),
        Field("continues", "Continues", column=_offered, report=_not, plan_column=None),
    ), beside="title"),
    Kind("milestone", "Milestone", "Milestones", "title", (
        Field("action", "Action", Type.LINK, links_to="action", required=True),
        Field("title", "Milestone", required=True),
        Field("due", "Due", Type.DATE),
        Field("forecast", "Forecast", Type.DATE, lead_fills=True),
        Field("completed", "Completed", Type.DATE, lead_fills=True),
        Field("who", "Who", lead_fills=True, names_person=True),
    ), shared=True, part_of="action", sheet="Milestones"),
    Kind("indicator", "Indicator", "Indicators", "name", (
        Field("name", "Indicator", required=True, aliases=("Name", "KPI", "Measure")),
        Field("strategic_priority", "Strategic priority", Type.LINK, links_to="strategic_priority"),
        Field("delivery_priority", "Delivery priority", Type.LINK, links_to="delivery_priority"),
        Field("unit", "Unit"),
        Field("direction", "Direction", _choice, choices=DIRECTIONS, words="polarity"),
        Field("target_kind", "Target kind", _choice, choices=TARGET_KINDS),
        Field("tolerance", "Tolerance", Type.NUMBER),
        Field("amber_rule", "Amber means", _choice, choices=AMBER_RULES),
        Field("frequency", "Frequency", _choice, choices=FREQUENCIES),
        Field("year_from", "Year made from", _choice, choices=YEAR_FROM),
        Field("baseline_period", "Baseline period"),
        Field("baseline_value", "Baseline value", Type.NUMBER),
        Field("count_unit", "What is counted"),
        Field("benchmark", "Benchmark"),
        Field("definition", "Definition", _long),
        Field("purpose", "Why it is measured", _long),
        Field("counted", "How it is counted", _long),
        Field("state_rules", "When figures are final", _long),
        Field("definition_changes", "Changes to the definition", _long),
        Field("owner", "Owner"),
        Field("source", "Source", _long),
        Field("reference", "Reported in", _long),
        Field("published", "As published", _long),
        Field("notes", "Notes", _long),
        Field("continues", "Continues"),
        Field("target", "Target", Type.TARGET, Per.YEAR),
        Field("target_upper", "Target, up to", Type.NUMBER, Per.YEAR),
        Field("agreed_by", "Target agreed by", Type.DATE, Per.YEAR),
        Field("actual", "Actual", Type.NUMBER, Per.ANY),
        Field("count", "Count", Type.NUMBER, Per.ANY),
        Field("data_state", "Data state", _choice, Per.ANY, choices=DATA_STATES),
        Field("note", "Note on the period", _long, Per.ANY),
        Field("counts_left", "Change from counts, left aside", Type.NUMBER, Per.YEAR),
        Field("rebase", "Limits begin anew because", _long, Per.ANY),
    ), sheet="Definitions"),
    Kind("benchmark", "Benchmark series", "Benchmark series", "name", (
        Field("name", "Name", required=True),
        Field("area", "Area"),
        Field("unit", "Unit"),
        Field("value", "Value", Type.NUMBER, Per.ANY),
        Field("source", "Source", _long),
        Field("notes", "Notes", _long),
    ), shared=True, beside="area", sheet="Benchmarks"),
    Kind("group", "Group", "Groups", "name", (
        Field("name", "Name", required=True),
        Field("short_name", "Short name"),
        Field("abbreviation", "Abbreviation"),
        Field("role", "Role", _choice, choices=("sub-group", "board", "partnership", "panel")),
        Field("lead", "Lead", names_person=True),
        Field("email", "E-mail"),
        Field("reports_to", "Reports to", Type.LINK, links_to="group"),
        Field("notes", "Notes", _long),
    ), sheet="Groups"),
    Kind("partner", "Partner", "Partners", "name", (
        Field("name", "Name", required=True),
        Field("aliases", "Also known as", _list),
        Field("abbreviation", "Abbreviation"),
        Field("partner_kind", "Kind of partner"),
        Field("notes", "Notes", _long),
    ), sheet="Partners"),
    Kind("person", "Person", "People", "name", (
        Field("name", "Name", required=True),
        Field("email", "E-mail"),
        Field("organisation", "Organisation"),
        Field("role", "Role"),
    ), sheet="People"),
    Kind("theme", "Cross-cutting theme", "Cross-cutting themes", "name", (
        Field("number", "Number", Type.NUMBER),
        Field("name", "Name", required=True),
        Field("narrative", "Narrative", _long),
    ), sheet="Themes"),
    Kind("strategy", "Linked strategy", "Linked strategies", "name", (
        Field("name", "Name", required=True),
        Field("where", "Where to find it", _long),
        Field("strategic_priorities", "Strategic priorities", Type.LINKS,
              links_to="strategic_priority"),
    ), sheet="Strategies"),
    Kind("case_study", "Case study", "Case studies", "title", (
        Field("title", "Title", required=True),
        Field("strategic_priority", "Strategic priority", Type.LINK, links_to="strategic_priority"),
        Field("page", "Page", Type.NUMBER),
        Field("text", "Text", _long, personal=True),
    ), sheet="Case studies"),
    Kind("duty", "Statutory duty", "Statutory duties", "name", (
        Field("name", "Name", required=True),
        Field("text", "Duty", _long),
        Field("in_force", "In force"),
        Field("related", "Related", _list),
    ), sheet="Duties"),
    Kind("return_request", "Return asked for", "Returns asked for", "name", (
        Field("name", "Name", required=True),
        Field("group", "Sub-group", Type.LINK, links_to="group"),
        Field("quarter", "Quarter", Type.QUARTER),
        Field("due", "Due", Type.DATE),
        Field("made_by", "Made by"),
        Field("export_kind", "Kind"),
    ), shared=True),
    Kind("return_received", "Return received", "Returns received", "name", (
        Field("name", "File", required=True),
        Field("export", "Export"),
        Field("group", "Sub-group", Type.LINK, links_to="group"),
        Field("quarter", "Quarter", Type.QUARTER),
        Field("saved_by", "Saved by"),
        Field("saved_at", "Saved at"),
        Field("edited", "Cells edited", _list),
    ), shared=True),
    Kind("figure", "Figure", "Figures", "statement", (
        Field("section", "Section"),
        Field("statement", "Statement", _long, required=True),
        Field("value", "Value", Type.NUMBER),
        Field("unit", "Unit"),
        Field("period", "Period"),
        Field("area", "Area"),
        Field("page", "Page", Type.NUMBER),
    ), shared=True, beside="period", sheet="Figures"),
    Kind("word", "Word", "Words", "text", (
        Field("text", "Word", required=True),
        Field("kind", "Kind of word", required=True),
        Field("meaning", "What it means", required=True),
    ), id_from=("kind", "text"), shared=True),
))  # fmt: skip
