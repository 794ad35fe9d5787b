# Sourced by ./sshgate, ./test and .ci/run: names what is missing and installs what it may.
# shellcheck shell=bash

# The .NET SDK is not ours to install: say which one, and where it comes from.
require_sdk() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "sshgate: error: the .NET SDK 10 is needed to build SshGate, and no 'dotnet' is on the PATH" >&2
    echo "sshgate: hint: install it from https://dotnet.microsoft.com/download/dotnet/10.0, or on Debian: https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 69
  fi
  if ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "sshgate: error: the .NET SDK 10 is needed; this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')" >&2
    echo "sshgate: hint: install it from https://dotnet.microsoft.com/download/dotnet/10.0 beside the others" >&2
    exit 69
  fi
}

# Debian starts a service as soon as its package is there. What needs a server here starts its own, so none is started: invoke-rc.d
# asks policy-rc.d first, and 101 is its "no".
without_services() {
  local guard=/usr/sbin/policy-rc.d code
  if [ -e "$guard" ]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' > "$guard" && chmod 755 "$guard"
  "$@"
  code=$?
  rm -f "$guard"
  return "$code"
}

# require_packages PROGRAM:PACKAGE …  PROGRAM is a command name, an absolute path, py/MODULE for a Python module, or
# lib/NAME for a shared library.
require_packages() {
  local want=() pair program package
  for pair in "$@"; do
    program=${pair%%:*} package=${pair#*:}
    case $program in
      /*) [ -e "$program" ] && continue ;;
      lib/*) compgen -G "/usr/lib/*-linux-gnu/${program#lib/}" >/dev/null && continue ;;
      py/*) /usr/bin/python3 -c "import ${program#py/}" >/dev/null 2>&1 && continue ;;
      *) command -v "$program" >/dev/null 2>&1 && continue ;;
    esac
    case " ${want[*]:-} " in *" $package "*) ;; *) want+=("$package") ;; esac
  done
  [ ${#want[@]} -eq 0 ] && return 0

  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "sshgate: installing Debian packages: ${want[*]}" >&2
    if ! log=$(export DEBIAN_FRONTEND=noninteractive
               apt-get update -q 2>&1 && without_services apt-get install -qy --no-install-recommends "${want[@]}" 2>&1); then
      printf '%s\n' "$log" >&2
      echo "sshgate: error: could not install: ${want[*]}" >&2
      exit 69
    fi
    return 0
  fi

  echo "sshgate: error: these packages are missing: ${want[*]}" >&2
  echo "sshgate: hint: as root: apt-get install --no-install-recommends ${want[*]}" >&2
  exit 69
}
