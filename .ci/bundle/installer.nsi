; The installer: for one user, into their own folders, without rights; /S runs it without a word.
; Given: FOLDER, OUTFILE, VERSION, ICONS, PACKING (lzma or off).
; Exit codes: 0 done, 1 cancelled, 2 not done (the program runs, or a file cannot be written).

Target amd64-unicode
Unicode true
!include MUI2.nsh
!include FileFunc.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

!define NAME "CSP Desktop"
!define MODEL "CSPDesktop.CSPDesktop"
!define KIND "CSPDesktop.Plan"
!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\CSPDesktop"
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\csp-desktop.exe"
!define RUNNING "CSP Desktop is running. Close its windows, then start this again. Nothing was changed."

Name "${NAME}"
OutFile "${OUTFILE}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
RequestExecutionLevel user
!if ${PACKING} == "lzma"
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!else
  SetCompress off
!endif
ManifestDPIAware true
ManifestSupportedOS Win10
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "${NAME}, installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${ICONS}/csp-desktop.ico"
!define MUI_UNICON "${ICONS}/csp-desktop.ico"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION start
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

Function start
  Exec '"$INSTDIR\python\pythonw.exe" -m csp_desktop'
FunctionEnd

; Sets an error where the program runs: a program that runs cannot be opened to write to.
!macro SayIfRunning un
Function ${un}sayIfRunning
  ClearErrors
  IfFileExists "$INSTDIR\python\pythonw.exe" 0 free
  FileOpen $0 "$INSTDIR\python\pythonw.exe" a
  IfErrors busy
  FileClose $0
  FileOpen $0 "$INSTDIR\python\python.exe" a
  IfErrors busy
  FileClose $0
free:
  Return
busy:
  DetailPrint "${RUNNING}"
  MessageBox MB_ICONEXCLAMATION "${RUNNING}" /SD IDOK
  SetErrorLevel 2
  Quit
FunctionEnd
!macroend
!insertmacro SayIfRunning ""
!insertmacro SayIfRunning "un."

; The model's name ties the windows to this entry of the Start menu when they are pinned.
Function nameModel
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$SMPROGRAMS\${NAME}.lnk",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,&t${NSIS_MAX_STRLEN} "${MODEL}")p.r4'
        System::Call '*(&w64 "${MODEL}")p.r5'
        System::Call '*$4(&i2 ${VT_LPWSTR},&i6 0,p r5)'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $3
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
      ${EndIf}
      ${IPersistFile::Save} $1 '("$SMPROGRAMS\${NAME}.lnk",1)'
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

Section
  Call sayIfRunning
  SetOutPath "$INSTDIR"
  ; What was there before stays beside it until the new one lies whole in its place.
  RMDir /r "$INSTDIR\python.old"
  ClearErrors
  IfFileExists "$INSTDIR\python\*.*" 0 +3
  Rename "$INSTDIR\python" "$INSTDIR\python.old"
  IfErrors failed
  ClearErrors
  File /r "${FOLDER}/*.*"
  IfErrors back
  RMDir /r "$INSTDIR\python.old"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\python\pythonw.exe" "-m csp_desktop" "$INSTDIR\${NAME}.exe" 0
  Call nameModel

  WriteRegStr HKCU "${CLASSES}\.cspplan" "" "${KIND}"
  WriteRegStr HKCU "${CLASSES}\.cspplan" "Content Type" "application/vnd.csp-desktop.plan"
  WriteRegNone HKCU "${CLASSES}\.cspplan\OpenWithProgids" "${KIND}"
  WriteRegStr HKCU "${CLASSES}\${KIND}" "" "Community safety plan"
  WriteRegStr HKCU "${CLASSES}\${KIND}" "AppUserModelID" "${MODEL}"
  WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\csp-plan.ico"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\python\pythonw.exe" -m csp_desktop "%1"'
  WriteRegStr HKCU "${APP_PATH}" "" "$INSTDIR\csp-desktop.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "CSP Desktop"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  SetErrorLevel 0
  Return

back:
  RMDir /r "$INSTDIR\python"
  Rename "$INSTDIR\python.old" "$INSTDIR\python"
failed:
  DetailPrint "A file in $INSTDIR cannot be written. What was installed before is as it was."
  MessageBox MB_ICONSTOP "A file in $INSTDIR cannot be written. What was installed before is as it was." /SD IDOK
  SetErrorLevel 2
  Quit
SectionEnd

; Plans lie where people put them, and settings in their own folder: neither is touched.
Section Uninstall
  Call un.sayIfRunning
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\csp-desktop.exe"
  Delete "$INSTDIR\csp-plan.ico"
  Delete "$INSTDIR\bundle.json"
  Delete "$INSTDIR\bill-of-materials.cdx.json"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${CLASSES}\${KIND}"
  ReadRegStr $0 HKCU "${CLASSES}\.cspplan" ""
  StrCmp $0 "${KIND}" 0 +2
  DeleteRegKey HKCU "${CLASSES}\.cspplan"
  DeleteRegKey HKCU "${APP_PATH}"
  DeleteRegKey HKCU "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  SetErrorLevel 0
SectionEnd
