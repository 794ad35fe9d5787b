#!/usr/bin/env bash
# Stops the supervisors that up.sh started (by pid; each ends its own tree), then removes what up.sh made.
set -uo pipefail
R="$BENCH_RUN"
for f in "$R"/pids/*; do
  [ -e "$f" ] || continue
  read -r _ pid < "$f"
  if grep -qa supervise.py "/proc/$pid/cmdline" 2>/dev/null; then
    kill -TERM "$pid"
    for _ in $(seq 100); do
      [ -e "/proc/$pid" ] || break
      sleep 0.1
    done
  fi
  rm -f "$f"
done
if [ -e "$R/users-made" ]; then
  while read -r u; do
    userdel "$u" 2>/dev/null || echo "user $u not removed" >&2
  done < "$R/users-made"
fi
[ ! -e "$R/up" ] || rm -rf "$R"
