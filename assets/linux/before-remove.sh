#!/bin/sh
# Runs before the package goes away: Codex and the other tools of the person who removes it get their own settings
# back, and the background service and the start at login go. A newer version taking this one's place (dpkg: upgrade, rpm: 1) changes nothing.
case "${1:-remove}" in
  remove | purge | deconfigure | 0) ;;
  *) exit 0 ;;
esac

app="${SWITCHYARD_PROGRAM:-/opt/Switchyard/switchyard}"
[ -x "$app" ] || exit 0

flags="--uninstall --ozone-platform=headless --disable-gpu"

# Never in the way of a removal, and never without an end.
restore() {
  timeout 60 "$@" >/dev/null 2>&1 ||
    echo "Switchyard: not everything could be given back; see the log in its data folder." >&2
}

person="${SUDO_USER:-}"
[ -z "$person" ] && [ -n "${PKEXEC_UID:-}" ] && person=$(getent passwd "$PKEXEC_UID" | cut -d: -f1)
[ -z "$person" ] && person=$(logname 2>/dev/null)

if [ "$(id -u)" != 0 ]; then
  restore sh -c "'$app' $flags"
elif [ -n "$person" ] && [ "$person" != root ]; then
  # With the person's own environment as a login has it: HOME, and CODEX_HOME where it is set for logins. Where the
  # person is logged in, the service is reached.
  session="/run/user/$(id -u "$person")"
  [ -d "$session" ] && app="XDG_RUNTIME_DIR=$session '$app'" || app="'$app'"
  restore su -l "$person" -s /bin/sh -c "$app $flags"
elif [ -d "${SWITCHYARD_HOME:-${HOME:-/root}/.config/Switchyard}" ]; then
  # Chromium's sandbox does not run as root.
  restore sh -c "'$app' $flags --no-sandbox"
fi
exit 0
