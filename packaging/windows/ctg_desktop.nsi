; The installer for one person, who needs no administrator: /S installs without a question.
; It is compiled by packaging/windows_installers.py, which gives:
;   VERSION (1.2.3), PAYLOAD (the folder of the program), OUTPUT (the file to write), ICON
; Data of people stand elsewhere (%LOCALAPPDATA%\CTG Desktop) and are never touched.

Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!define NAME "CTG Desktop"
!define PROGRAM "ctg-desktop.exe"
!define FILE_TYPE "CTGDesktop.Echange"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\CTGDesktop"

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1036 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1036 "FileDescription" "Installation de ${NAME}"
VIAddVersionKey /LANG=1036 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1036 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1036 "LegalCopyright" "Licence MIT"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"

LangString STILL_OPEN 1036 "CTG Desktop est encore ouvert. Fermez sa fenêtre, puis recommencez."
LangString DATA_KEPT 1036 "CTG Desktop est retiré. Vos données restent dans « $LOCALAPPDATA\CTG Desktop »."

; Ask the window to close, which saves what is typed, and wait for it; never kill it.
!macro CloseProgram PREFIX
Function ${PREFIX}CloseProgram
  StrCpy $0 0
  ${Do}
    nsExec::ExecToStack 'cmd /c tasklist /FI "IMAGENAME eq ${PROGRAM}" /FI "USERNAME eq %USERNAME%" | find /I "${PROGRAM}"'
    Pop $1
    Pop $2
    ${If} $1 != 0
      Return
    ${EndIf}
    nsExec::Exec 'cmd /c taskkill /FI "IMAGENAME eq ${PROGRAM}" /FI "USERNAME eq %USERNAME%"'
    Pop $1
    Sleep 1000
    IntOp $0 $0 + 1
  ${LoopUntil} $0 > 20
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(STILL_OPEN)" /SD IDOK
  SetErrorLevel 3
  Abort
FunctionEnd
!macroend
!insertmacro CloseProgram ""
!insertmacro CloseProgram "un."

Section "Programme"
  Call CloseProgram
  SetShellVarContext current
  ; A file of the former version must not stay beside those of the new one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\desinstaller.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

  WriteRegStr HKCU "Software\Classes\.ctg" "" "${FILE_TYPE}"
  WriteRegStr HKCU "Software\Classes\${FILE_TYPE}" "" "Fichier d'échange de CTG Desktop"
  WriteRegStr HKCU "Software\Classes\${FILE_TYPE}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${FILE_TYPE}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\desinstaller.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\desinstaller.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Call un.CloseProgram
  SetShellVarContext current
  Delete "$SMPROGRAMS\${NAME}.lnk"
  ; Only what was installed: a folder of data put here by mistake must stay.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\ctg-desktop.exe"
  Delete "$INSTDIR\ctg-desktop-console.exe"
  Delete "$INSTDIR\desinstaller.exe"
  RMDir "$INSTDIR"

  ReadRegStr $0 HKCU "Software\Classes\.ctg" ""
  ${If} $0 == "${FILE_TYPE}"
    DeleteRegKey HKCU "Software\Classes\.ctg"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${FILE_TYPE}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  MessageBox MB_OK|MB_ICONINFORMATION "$(DATA_KEPT)" /SD IDOK
SectionEnd
