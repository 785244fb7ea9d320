import re
from importlib import import_module
from pathlib import Path

import click
import pytest

from csp_desktop import cli
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import SHIPPED, Field, Kind

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")


CONTEXT = click.Context(cli.main)


def test_the_commands_live_where_it_is_said() -> None:
    found = {
        command.name: module
        for module in set(cli.MODULES.values())
        for command in vars(import_module(f"csp_desktop.cli.{module}")).values()
        if isinstance(command, click.Command)
    }
    assert found == cli.MODULES


def written(field: Field) -> str:
    name = field.name if field.per is Per.NONE else f"{field.name}@{field.per.value}"
    return f"`{name}`"


def line(kind: Kind) -> str:
    return f"- **{kind.name}**: {', '.join(written(field) for field in kind.fields)}"


@pytest.mark.parametrize("name", cli.main.list_commands(CONTEXT))
def test_every_command_and_its_options_are_documented(name: str) -> None:
    command = cli.main.get_command(CONTEXT, name)
    assert command
    if command.hidden:
        return
    told = "".join(row for row in COMMANDS.splitlines() if f"`{name} PLAN" in row)
    assert told
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.opts[0] in told or option.opts[0] in {"--by", "--json"}


@pytest.mark.parametrize("kind", SHIPPED.kinds, ids=lambda kind: kind.name)
def test_every_field_is_documented(kind: Kind) -> None:
    assert line(kind) in COMMANDS.splitlines()


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for document in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for target in document.read_text(encoding="utf-8").split("](")[1:]:
            path = target.split(")")[0].split("#")[0]
            if path and "://" not in path:
                assert (document.parent / path).exists(), f"{document.name}: {path}"


def test_every_place_that_the_architecture_names_to_begin_in_is_there() -> None:
    told = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rows = told[told.index("## Where to begin") : told.index("## Glossary")]
    named = re.findall(r"`([a-z_/]+(?:\.py|/))`", rows)
    assert len(named) > 30
    missing = [
        each
        for each in named
        if not (Path(cli.__file__).parent.parent / each).exists()
        and not (DOCS.parent / each).exists()
    ]
    assert missing == []
