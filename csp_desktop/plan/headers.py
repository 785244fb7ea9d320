"""Which fields the column headers of somebody's own action plan mean.

Councils head their columns in their own words ('By whom', 'RAG Q1', '2016-17 update'). The time
that a header names is taken out of it first (see `headertimes`); what is left is matched with the
fields by name, by alias and by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from csp_desktop.plan.fields import Kind
from csp_desktop.plan.spelling import plain as spelled

NAME, ALIAS, CUSTOMARY, SUBJECT, FIRST = 100, 97, 95, 92, 88
LEAST: Final = 76
"""The score below which a header is not taken to mean a field."""
# Only their order matters, and which lie below LEAST: a person looks at the map before it is used.

_LONGEST_HEADER = 80
_ALIKE = 82.0

# What people head their columns beside the names and aliases of the field table. These are for
# reading a workbook once, by a map that a person looks at; a returned workbook does not use them.
_CUSTOMARY: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({
    "action": MappingProxyType({
        "ref": "ref no|reference|reference no|number|item|item no|action no|action number|"
               "action id|action reference|task no|project ref|s no|serial",
        "title": "actions|action required|action description|description of action|key action|"
                 "key actions|action to be taken|what|what are we going to do|what will we do|"
                 "what do we want to do|project|project title|initiative|intervention|"
                 "commitment|deliverable|we will|proposed action|action point|recommendation",
        "activity": "task|tasks|key tasks|key activities|key activity|milestone|milestones|"
                    "key milestones|how|how will we do it|how we will do it|detail|details|"
                    "description|steps|sub actions|specific actions|delivery|delivery plan|"
                    "method|activity description",
        "lead_partners": "lead agency|lead agencies|lead organisation|lead body|lead department|"
                         "lead service|responsible|responsibility|responsible agency|"
                         "responsible partner|who|by whom|who will do it|who is responsible|"
                         "lead and partners|partners|partner|delivery partner|"
                         "delivery partners|agency|agencies|led by|lead team|accountable|"
                         "lead responsibility|organisation|action lead|priority lead|"
                         "lead for action|assigned to",
        "lead_officer": "lead name|lead person|named lead|named officer|officer|officer lead|"
                        "accountable officer|action owner|contact|contact officer|lead contact|"
                        "responsible person|lead officer name",
        "status": "rag rating|brag rating|brag status|rag score|rag|rating|progress rating|"
                  "progress status|progress rag|current status|current rag|delivery status|"
                  "traffic light|overall status|overall rag|action status|on track|r a g|"
                  "b r a g|performance status|bragg|latest rag|position rag|rag colour",
        "commentary": "progress to date|progress made|progress report|progress note|"
                      "progress notes|progress and comments|progress comments|latest position|"
                      "latest update|current position|position|position statement|narrative|"
                      "achievements|quarterly update|comment|update and comments|status update|"
                      "status commentary|update on progress|what have we done|delivery update|"
                      "where are we now|how are we doing|"
                      "performance commentary|update report|partner update|lead update",
        "corrective_action": "corrective actions|remedial actions|mitigating action|"
                             "mitigating actions|action to address|next steps|recovery action|"
                             "recovery plan|what are we doing about it|risk and mitigation|"
                             "issues and mitigation|action to get back on track|"
                             "improvement action",
        "evidence": "evidence of progress|evidence of impact|evidence source|evidence base|"
                    "supporting evidence|impact",
        "planned": "planned delivery|timescale|timescales|timeframe|time frame|timeline|when|"
                   "by when|when by|deadline|due|due date|target date|completion date|"
                   "date for completion|date|delivery date|end date|to be completed by|"
                   "completed by|due by|date due|target completion|target completion date",
        "state": "year state",
        "expected_outcome": "intended outcome|desired outcome|anticipated outcome|benefit|"
                            "benefits|result|results|output|outputs|outputs and outcomes|"
                            "what will success look like|what difference will it make|"
                            "success looks like|outcome expected|intended impact|"
                            "what will be different|expected impact|expected result|"
                            "what this will achieve|what will this achieve",
        "measure": "success measures|success criteria|measure of success|measures of success|"
                   "performance measure|performance measures|performance indicator|"
                   "performance indicators|indicator|indicators|kpi|kpis|target|targets|"
                   "how will we measure success|how will we know|how we will measure it|"
                   "how will it be measured|measurement|performance target|monitoring",
        "group": "subgroup|delivery group|thematic group|theme group|reporting to|reports to|"
                 "responsible group|accountable group|governance|governance group|board|"
                 "lead group|task group|working group|task and finish group",
        "themes": "theme tags|cross cutting issues|cross cutting theme",
        "cross_references": "cross reference|cross ref|linked actions|related actions",
        "linked_strategies": "linked strategy|linked plans|link to other plans|"
                             "links to other plans|strategic links|related strategies|"
                             "link to strategy",
        "strategic_priority": "priority|priorities|csp priority|priority area|key priority|"
                              "priority no|priority number|priority theme|theme|strategic theme|"
                              "strategic aim|strategic objective|strategic outcome|aim|"
                              "partnership priority|outcome area|pillar|plan priority|"
                              "thematic area|crime type|sp",
        "delivery_priority": "objective|objectives|delivery objective|sub priority|sub objective|"
                             "sub theme|workstream|work stream|area of focus|focus|focus area|"
                             "strand|key objective|dp",
        "notes": "note|other|additional information|other information|further information",
    }),
    "indicator": MappingProxyType({
        "name": "performance indicator|performance measure|indicator name|measure name|"
                "indicator description|kpi name|kpi description|pi|description|"
                "performance indicator description|outcome measure|success measure",
        "strategic_priority": "priority|csp priority|priority area|theme|strategic theme",
        "delivery_priority": "objective|delivery objective|sub priority",
        "unit": "units|unit of measure|unit of measurement|measured in|format",
        "direction": "polarity|good is|good performance|good performance is|"
                     "direction of good performance|better is|desired direction",
        "frequency": "reporting frequency|reported|how often",
        "baseline_value": "baseline|baseline figure|base|baseline performance",
        "baseline_period": "baseline year|baseline date",
        "definition": "indicator definition|what it measures",
        "owner": "lead|lead officer|lead agency|responsible|responsible officer|data owner",
        "source": "data source|source of data",
        "notes": "note|comment|comments|commentary|narrative|update|progress",
        "target": "annual target|year target|target value|year end target|end of year target",
        "actual": "actuals|outturn|result|performance|value|figure|current performance|"
                  "year end outturn|latest|latest figure|current|current value|latest value",
        "data_state": "data status|provisional or final",
    }),
})  # fmt: skip

# Words that mean a field only by themselves: 'No.' does, 'No. of visits' does not.
_ALONE: Final = frozenset({
    "agency", "aim", "base", "board", "contact", "current", "date", "delivery", "delivery plan",
    "description", "detail", "dp", "due", "figure", "focus", "format", "group", "how", "id",
    "impact", "indicator", "item", "latest", "method", "monitoring", "name", "no", "note",
    "number", "on track", "other", "output", "partner", "performance", "pi", "position", "project",
    "result", "sp", "step", "target", "task", "theme", "value", "what", "when", "who",
})  # fmt: skip
_NOW = re.compile(
    r"\b(?:in|for|during)?\s*(?:this|the|each|current)\s+(?:reporting\s+)?"
    r"(?:quarter|period|month|year)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*(?:[/,&+\n]|\band\b|\bor\b)\s*", re.IGNORECASE)
_LINKING = re.compile(
    r"\b(?:of|on|for|to|against|in|at|by|from|with|since|required|needed|including)\b"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A field that a header may mean, how surely (100 is its own name), and by what."""

    field: str
    score: int
    how: str


def match_header(text: str, kind: Kind) -> tuple[Match, ...]:
    """The fields of `kind` that a header without its time may mean, the likeliest first."""
    if len(text) > _LONGEST_HEADER:
        return ()
    return _matches(_NOW.sub(" ", text), kind)


@cache
def _matches(text: str, kind: Kind) -> tuple[Match, ...]:
    answers = _answers(kind)
    best: dict[str, Match] = {}
    for match in _found(text, answers):
        if match.score >= LEAST and match.score > best.get(match.field, Match("", 0, "")).score:
            best[match.field] = match
    return tuple(sorted(best.values(), key=lambda match: -match.score))


def _found(text: str, answers: Mapping[str, Match]) -> Iterator[Match]:
    header = _fold(text)
    if not header:
        return
    if header in answers:
        yield answers[header]
    # 'Progress against milestones' is progress: the words before the preposition.
    subject = _LINKING.split(header, maxsplit=1)[0].strip()
    if subject != header and subject in answers and subject not in _ALONE:
        yield Match(answers[subject].field, SUBJECT, "likeness")
    first = _fold(_OR.split(text, maxsplit=1)[0])
    if first != header and first in answers and first not in _ALONE:
        yield Match(answers[first].field, FIRST, "likeness")
    tokens = header.split()
    for answer, match in answers.items():
        score = max(_contained(answer, tokens), _alike(answer, header))
        if score:
            yield Match(match.field, score, "likeness")


def _contained(answer: str, tokens: list[str]) -> int:
    """How surely a header means a field whose name is part of it, most of all at its end."""
    wanted = answer.split()
    if answer in _ALONE or len(wanted) >= len(tokens) or len(tokens) > 6:
        return 0
    for start in range(len(tokens) - len(wanted) + 1):
        if tokens[start : start + len(wanted)] == wanted:
            at_end = start + len(wanted) == len(tokens)
            return int(68 + 20 * len(wanted) / len(tokens)) + 5 * at_end
    return 0


def _alike(answer: str, header: str) -> int:
    from rapidfuzz import fuzz  # heavy, and only a workbook of somebody's own needs it

    # Of short words, one letter more or less is another word: 'aim' and 'aid'.
    if len(header) < 5 or len(answer) < 5:
        return 0
    alike = max(fuzz.ratio(answer, header), fuzz.token_sort_ratio(answer, header))
    return int(alike * 0.94) if alike >= _ALIKE else 0


@cache
def _answers(kind: Kind) -> Mapping[str, Match]:
    """Every folded header that a field answers to; a field's own name goes before an alias."""
    answers: dict[str, Match] = {}
    customary = _CUSTOMARY.get(kind.name, {})
    for score, how in ((NAME, "name"), (ALIAS, "alias"), (CUSTOMARY, "alias")):
        for field in kind.fields:
            names = {
                NAME: (field.label, field.name.replace("_", " ")),
                ALIAS: field.aliases,
                CUSTOMARY: customary.get(field.name, "").split("|"),
            }[score]
            for name in names:
                answers.setdefault(_fold(name), Match(field.name, score, how))
    answers.pop("", None)
    return answers


def _fold(text: str) -> str:
    """A header as it is compared: plain words in the singular, without what brackets add."""
    text = spelled(text)
    if text in {"#", "№"}:
        return "no"
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text)
    if not re.search(r"\w", plain):
        plain = text
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("&", " and ").replace("'", ""))
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in words
    )
