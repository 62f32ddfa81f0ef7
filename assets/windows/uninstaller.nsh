; Before the files go: Codex and the other tools get their own settings back, the background service and the start at
; login go. Not when a newer version takes the place.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    nsExec::Exec /TIMEOUT=60000 '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" --uninstall'
    Pop $R0
  ${endIf}
!macroend
