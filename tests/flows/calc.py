"""LibreOffice Calc as the client in which somebody fills in a return."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:{what} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library{s}.dtd">
<library:{what} xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink" {more}
</library:{what}>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Filling"
 script:language="StarBasic"><![CDATA[
Sub Fill()
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
{lines}
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("{target}", kind())
  book.close(True)
  StarDesktop.terminate()
End Sub
]]></script:module>
"""


def convert(path: Path, to: str) -> Path:
    """A workbook opened and saved as another kind, or, as 'xlsx', saved anew."""
    out = path.parent / "converted"
    _soffice(path.parent, "--convert-to", to, "--outdir", str(out), str(path))
    return out / f"{path.stem}.{to}"


def fill_in(path: Path, lines: Iterable[str]) -> Path:
    """A workbook opened in Calc, edited there by lines of Basic on `book`, and saved as .xlsx."""
    target = path.with_name(f"{path.stem}-from-calc.xlsx")
    folder = _home(path.parent) / "user" / "basic" / "Standard"
    folder.mkdir(parents=True, exist_ok=True)
    module = _MODULE.format(
        source=path.as_uri(), target=target.as_uri(), lines="\n".join(f"  {each}" for each in lines)
    )
    (folder / "Filling.xba").write_text(module, encoding="utf-8")
    (folder / "script.xlb").write_text(
        _LIBRARY.format(
            what="library",
            s="",
            more='library:name="Standard" library:readonly="false" '
            'library:passwordprotected="false">\n <library:element library:name="Filling"/>',
        ),
        encoding="utf-8",
    )
    (folder.parent / "script.xlc").write_text(
        _LIBRARY.format(
            what="libraries",
            s="ies",
            more='>\n <library:library library:name="Standard" '
            'xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" '
            'library:link="false"/>',
        ),
        encoding="utf-8",
    )
    _soffice(path.parent, "macro:///Standard.Filling.Fill")
    assert target.is_file(), "Calc did not save the workbook"
    return target


def _home(folder: Path) -> Path:
    return folder / "calc-home"


def _soffice(folder: Path, *words: str) -> None:
    home = f"-env:UserInstallation={_home(folder).as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--norestore", *words],
        check=True,
        capture_output=True,
        timeout=180,
    )
