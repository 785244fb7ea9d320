"""LibreOffice Calc as the client in which somebody fills in a return."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Filling"/>
</library:library>
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
    # Only a profile that is there already takes in what is put in it.
    _soffice(path.parent, "--terminate_after_init")
    folder = _home(path.parent) / "user" / "basic" / "Standard"
    module = _MODULE.format(
        source=path.as_uri(), target=target.as_uri(), lines="\n".join(f"  {each}" for each in lines)
    )
    (folder / "Filling.xba").write_text(module, encoding="utf-8")
    (folder / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
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
