"""Which fields the column headers of somebody's own action plan mean.

Councils head their columns in their own words ('By whom', 'RAG Q1', '2016-17 update'). The time
that a header names is taken out of it first (see `headertimes`); what is left is matched with the
fields by name, by alias and by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Final

from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.spelling import plain as spelled

NAME, ALIAS, CUSTOMARY, SUBJECT, FIRST = 100, 97, 95, 92, 88
LEAST: Final = 76
"""The score below which a header is not taken to mean a field."""
# Only their order matters, and which lie below LEAST: a person looks at the map before it is used.

_LONGEST_HEADER = 80
_MOST_WORDS = 6
_MOST_KEPT = 20_000
_ALIKE = 82.0
_ALIKE_DATES = 87
_SHORTEST = 5

# What people head their columns beside the names and aliases of the field table. These are for
# reading a workbook once, by a map that a person looks at; a returned workbook does not use them.
_CUSTOMARY: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({
    "action": MappingProxyType({
        "ref": "ref no|reference|reference no|number|item|item no|action no|action number|"
               "action id|action reference|task no|project ref|s no|serial|code|"
               "action code|cyf|cyfeirnod|rhif",
        "title": "actions|action required|action description|description of action|key action|"
                 "key actions|action to be taken|what|what are we going to do|what will we do|"
                 "what do we want to do|project|project title|initiative|intervention|"
                 "commitment|deliverable|we will|proposed action|action point|recommendation|"
                 "task name|action to address risk|cam gweithredu|gweithred|camau",
        "activity": "task|tasks|key tasks|key activities|key activity|milestone|milestones|"
                    "key milestones|how|how will we do it|how we will do it|detail|details|"
                    "description|steps|sub actions|specific actions|delivery|delivery plan|"
                    "method|activity description|action to take|gweithgaredd",
        "lead_partners": "lead agency|lead agencies|lead organisation|lead body|lead department|"
                         "lead service|responsible|responsibility|responsible agency|"
                         "responsible partner|who|by whom|who will do it|who is responsible|"
                         "lead and partners|agency|agencies|led by|lead team|accountable|"
                         "lead responsibility|organisation|action lead|priority lead|"
                         "lead for action|assigned to|arweinydd|"
                         "partner arweiniol|cyfrifol",
        "supporting_partners": "partners|partner|supporting agencies|supporting agency|"
                               "supporting partner|support partners|supported by|"
                               "delivery partner|delivery partners|other partners|"
                               "key partners|partner agencies|partners involved|"
                               "partners and agencies|contributing partners|working with|"
                               "support|partneriaid|partneriaid cefnogol",
        "lead_officer": "lead name|lead person|named lead|named officer|officer|officer lead|"
                        "accountable officer|action owner|contact|contact officer|lead contact|"
                        "responsible person|lead officer name|sro|senior responsible owner|"
                        "senior responsible officer|managed by|sponsor|swyddog arweiniol",
        "status": "rag rating|brag rating|brag status|rag score|rag|rating|progress rating|"
                  "progress status|progress rag|current status|current rag|delivery status|"
                  "traffic light|overall status|overall rag|action status|on track|r a g|"
                  "b r a g|performance status|bragg|latest rag|position rag|rag colour|statws|"
                  "open closed|open or closed|closed or open|complete y n|completed y n",
        "commentary": "progress to date|progress made|progress report|progress note|"
                      "progress notes|progress and comments|progress comments|latest position|"
                      "latest update|current position|position|position statement|narrative|"
                      "achievements|quarterly update|comment|update and comments|status update|"
                      "status commentary|update on progress|what have we done|delivery update|"
                      "where are we now|how are we doing|"
                      "performance commentary|update report|partner update|lead update|"
                      "latest note|latest notes|key milestones achieved|milestones achieved|"
                      "key milestones achieved in enacting recommendation|"
                      "diweddariad|cynnydd|sylwadau",
        "corrective_action": "corrective actions|remedial actions|mitigating action|"
                             "mitigating actions|action to address|next steps|recovery action|"
                             "recovery plan|what are we doing about it|risk and mitigation|"
                             "issues and mitigation|action to get back on track|"
                             "path to green|route to green|return to green",
        "evidence": "evidence of progress|evidence of impact|evidence source|evidence base|"
                    "supporting evidence|impact|tystiolaeth",
        "planned": "planned delivery",
        "start_date": "start|started|date started|starts|start by|commencement date|"
                      "commencement|from|begin date|planned start|planned start date|"
                      "actual start date|dyddiad cychwyn",
        "due_date": "timescale|timescales|timeframe|time frame|timeline|when|"
                   "by when|when by|deadline|due|due date|target date|completion date|"
                   "date for completion|date of completion|date|delivery date|end date|"
                    "to be completed by|"
                   "due by|date due|target completion|target completion date|by|finish|"
                    "finish date|planned end|planned end date|planned completion|"
                    "planned completion date|original due date|original target date|"
                    "baseline date|baseline end date|implementation date|review date|erbyn|"
                    "end|ends|end by|finish by|finishes|"
                    "dyddiad targed|dyddiad cwblhau|amserlen",
        "forecast_date": "forecast|forecast end date|forecast completion|"
                         "forecast completion date|revised date|revised due date|"
                         "revised target date|revised completion date|revised deadline|"
                         "expected date|expected completion|expected completion date|"
                         "anticipated completion|anticipated completion date|new date|"
                         "new target date|extended to|projected completion date",
        "completed_on": "date completed|completed date|actual date|"
                        "actual completion|actual completion date|actual end date|"
                        "actual finish|date closed|closed date|closed on|date achieved|"
                        "date of completion and outcome|completion date and outcome|"
                        "date completed and outcome|"
                        "date action completed",
        "state": "year state",
        "expected_outcome": "intended outcome|desired outcome|anticipated outcome|benefit|"
                            "benefits|result|results|output|outputs|outputs and outcomes|"
                            "what will success look like|what difference will it make|"
                            "success looks like|outcome expected|intended impact|"
                            "what will be different|expected impact|expected result|"
                            "what this will achieve|what will this achieve|canlyniad|deilliant",
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
                              "thematic area|crime type|sp|bucket|bucket name|blaenoriaeth",
        "delivery_priority": "objective|objectives|delivery objective|sub priority|sub objective|"
                             "sub theme|workstream|work stream|area of focus|focus|focus area|"
                             "strand|key objective|dp|amcan",
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
    "agency", "aim", "base", "board", "bucket", "by", "code", "contact", "current", "date",
    "delivery", "delivery plan", "description", "detail", "dp", "due", "end", "figure", "finish",
    "focus", "forecast", "format", "from", "group", "how", "id",
    "impact", "indicator", "item", "latest", "method", "monitoring", "name", "no", "note",
    "number", "on track", "other", "output", "partner", "performance", "pi", "position", "project",
    "result", "sp", "sponsor", "start", "started", "step", "support", "target", "task",
    "theme", "value", "what", "when", "who",
})  # fmt: skip
# Words of which one is enough to know a header for Welsh.
_WELSH: Final = frozenset({
    "cyf", "cyfeirnod", "rhif", "cam", "gweithredu", "gweithred", "camau", "gweithgaredd",
    "arweinydd", "arweiniol", "cyfrifol", "partneriaid", "swyddog", "statws", "diweddariad",
    "cynnydd", "sylwadau", "tystiolaeth", "dyddiad", "erbyn", "amserlen", "canlyniad",
    "deilliant", "blaenoriaeth", "amcan", "mesur", "nodiadau",
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


def names_something(texts: Iterable[str], kind: Kind) -> bool:
    """Whether any text has a word that a field is called by: no other is a row of headers."""
    known = _words_of(kind)
    return any(not known.isdisjoint(_worded(_NOW.sub(" ", text)).words) for text in texts)


def match_header(text: str, kind: Kind) -> tuple[Match, ...]:
    """The fields of `kind` that a header without its time may mean, the likeliest first."""
    if len(text) > _LONGEST_HEADER:
        return ()
    return _matches(_NOW.sub(" ", text), kind)


def in_two_languages(header: str) -> bool:
    """True if a header says the same in Welsh and in English: 'Arweinydd / Lead'."""
    halves = [set(_fold(part).split()) for part in re.split(r"[/|\n]", header)]
    welsh = [bool(half & _WELSH) for half in halves]
    return any(welsh) and not all(welsh)


def second_field(header: str, first: str, kind: Kind) -> str:
    """The field that a header means behind its slash, '' for none: 'Lead agency / Lead officer'."""
    one, slash, other = header.partition("/")
    meant = [next((each.field for each in match_header(part, kind)), "") for part in (one, other)]
    field = kind.field(meant[1])
    beside = field is not None and field.type in (Type.TEXT, Type.LIST) and field.per is Per.NONE
    return meant[1] if slash and beside and first == meant[0] != meant[1] else ""


@dataclass(frozen=True, slots=True)
class _Wording:
    """A header as it is compared with what fields answer to: whole, and its telling parts."""

    whole: str
    subject: str
    first: str
    words: tuple[str, ...]


@lru_cache(maxsize=_MOST_KEPT)
def _matches(text: str, kind: Kind) -> tuple[Match, ...]:
    best: dict[str, Match] = {}
    for match in _found(_worded(text), kind):
        if match.score >= LEAST and match.score > best.get(match.field, Match("", 0, "")).score:
            best[match.field] = match
    return tuple(sorted(best.values(), key=lambda match: -match.score))


# Once for all kinds: each text near the top of a sheet is tried as a header of each of them.
@lru_cache(maxsize=_MOST_KEPT)
def _worded(text: str) -> _Wording:
    header = _fold(text)
    # 'Progress against milestones' is progress: the words before the preposition.
    subject = _LINKING.split(header, maxsplit=1)[0].strip()
    parts = _OR.split(text, maxsplit=1)
    first = _fold(parts[0]) if len(parts) > 1 else header
    return _Wording(header, subject, first, tuple(header.split()))


def _parts(words: tuple[str, ...], kind: Kind) -> Iterator[tuple[str, int]]:
    """What stands in a header and is a name by itself, and how surely the header means that."""
    answers, number = _answers(kind), len(words)
    for length in range(1, number if number <= _MOST_WORDS else 0):
        score = int(68 + 20 * length / number)
        for start in range(number - length + 1):
            part = " ".join(words[start : start + length])
            if part in answers and part not in _ALONE:
                # Most of all where it stands at the header's end.
                yield part, score + 5 * (start + length == number)


def _found(said: _Wording, kind: Kind) -> Iterator[Match]:
    answers = _answers(kind)
    if said.whole in answers:
        yield answers[said.whole]
    for part, score in ((said.subject, SUBJECT), (said.first, FIRST)):
        if part != said.whole and part in answers and part not in _ALONE:
            yield Match(answers[part].field, score, "likeness")
    # Most texts of a sheet have no word that any name has.
    named = not _words_of(kind).isdisjoint(said.words)
    scores = dict(_parts(said.words, kind)) if named else {}
    for answer, score in _alike(said.whole, kind):
        # 'Date raised' is spelled much as 'Date started', and is another date.
        if score < _ALIKE_DATES and _is_date(answers[answer].field, kind):
            continue
        scores[answer] = max(score, scores.get(answer, 0))
    # In the order of the answers, which settles what two fields are equally like.
    for answer in sorted(scores, key=list(answers).index) if len(scores) > 1 else scores:
        yield Match(answers[answer].field, scores[answer], "likeness")


def _is_date(name: str, kind: Kind) -> bool:
    field = kind.field(name)
    return field is not None and field.type is Type.DATE


def _alike(header: str, kind: Kind) -> Iterator[tuple[str, int]]:
    """The answers that are spelled nearly as a header, in this order of words or in another."""
    plainly, in_order = _spellings(kind, len(header))
    if plainly:
        for text, among in ((header, plainly), (_in_order(header), in_order)):
            for _, alike, answer in _nearest()(text, among):
                yield answer, int(alike * 0.94)


@cache
def _nearest() -> Callable[[str, Mapping[str, str]], list[tuple[str, float, str]]]:
    # Heavy, and only a workbook of somebody's own needs it.
    from rapidfuzz import fuzz, process

    # All at once: a sheet has thousands of texts, and there are hundreds of answers.
    return partial(
        process.extract, scorer=fuzz.ratio, processor=None, limit=None, score_cutoff=_ALIKE
    )


@cache
def _words_of(kind: Kind) -> frozenset[str]:
    return frozenset(word for answer in _answers(kind) for word in answer.split())


@cache
def _spellings(kind: Kind, length: int) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The answers that may be like a header of `length`: as they stand, and in order of words."""
    near = [
        answer
        for answer in _answers(kind)
        # Of short words, one letter more or less is another word: 'aim' and 'aid'. Of others, so
        # many letters more or less are too many.
        if min(length, len(answer)) >= _SHORTEST
        and 200 * min(length, len(answer)) >= _ALIKE * (length + len(answer))
    ]
    return {each: each for each in near}, {each: _in_order(each) for each in near}


def _in_order(text: str) -> str:
    return " ".join(sorted(text.split()))


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
