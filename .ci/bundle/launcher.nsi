; "CSP Desktop.exe": opens the window with the Python that lies beside it, and ends.
; Given: OUTFILE, VERSION, ICONS.

Target amd64-unicode
Unicode true
!include FileFunc.nsh
Name "CSP Desktop"
OutFile "${OUTFILE}"
Icon "${ICONS}/csp-desktop.ico"
RequestExecutionLevel user
SilentInstall silent
CRCCheck off
SetCompress off
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "CSP Desktop"
VIAddVersionKey FileDescription "CSP Desktop"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT licence"

Section
  ${GetParameters} $R0
  ; The folder it was started from stays the current one: a plan may be named from there.
  Exec '"$EXEDIR\python\pythonw.exe" -m csp_desktop $R0'
  IfErrors 0 done
  MessageBox MB_ICONSTOP "CSP Desktop cannot start: the folder 'python' beside it is missing or blocked."
  SetErrorLevel 1
done:
SectionEnd
