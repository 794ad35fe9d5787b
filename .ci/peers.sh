# Sourced by ./test: SSH programs that Debian stable does not have, unpacked under artifacts/peers/ and never installed.
# shellcheck shell=bash

peers=artifacts/peers

# require_backports NAME PROGRAM PACKAGE …  Unpacks packages of the backports of this Debian into artifacts/peers/NAME, where PROGRAM
# (a path in them) then is. apt works on lists of its own, so this machine's apt learns nothing of it; the mirror is this machine's.
require_backports() {
  local name=$1 program=$2 folder=$peers/$1 work codename mirror log
  shift 2
  [ -x "$folder/$program" ] && return 0
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n "s/^$codename main //p" | head -n 1)
  if [ -z "$mirror" ]; then
    echo "sshgate: error: the tests need $* of Debian's backports, and this machine's apt names no Debian mirror" >&2
    exit 69
  fi

  work=$(mktemp -d)
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/root"
  echo "deb $mirror $codename-backports main" > "$work/sources.list"
  echo "sshgate: unpacking from $codename-backports: $*" >&2
  if ! log=$(set -e
             packages=("$@")
             own=(-q -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/state/lists"
                  -o "Dir::Cache=$work/cache" -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none)
             apt-get "${own[@]}" update 2>&1
             cd "$work"
             apt-get "${own[@]}" download "${packages[@]/%//$codename-backports}" 2>&1
             for package in ./*.deb; do dpkg -x "$package" root 2>&1; done) || [ ! -x "$work/root/$program" ]; then
    printf '%s\n' "$log" >&2
    rm -rf "$work"
    echo "sshgate: error: could not get from $codename-backports: $*" >&2
    exit 69
  fi
  mkdir -p "$peers"
  rm -rf "$folder"
  mv "$work/root" "$folder"
  rm -rf "$work"
}

# require_npm FOLDER NAME  The packages of FOLDER/package-lock.json, checked against the digests there, into artifacts/peers/NAME.
# No script of a package runs.
require_npm() {
  local folder=$peers/$2 log
  cmp -s "$1/package-lock.json" "$folder/installed.json" && return 0
  echo "sshgate: fetching what $1/package-lock.json names" >&2
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$1/package.json" "$1/package-lock.json" "$folder"
  if ! log=$(npm ci --prefix "$folder" --ignore-scripts --omit=optional --no-audit --no-fund 2>&1); then
    printf '%s\n' "$log" >&2
    echo "sshgate: error: npm could not fetch what $1/package-lock.json names" >&2
    exit 69
  fi
  cp "$1/package-lock.json" "$folder/installed.json"
}
