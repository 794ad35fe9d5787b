#!/usr/bin/env bash
# Starts the target's sshd and every path on 127.0.0.1, each under harness/supervise.py (a child subreaper), so that "the processes
# of a path" is exactly one process tree.
set -euo pipefail
H="$BENCH_DIR/harness" R="$BENCH_RUN" python=/usr/bin/python3
TARGET_PORT="${BENCH_TARGET_PORT:-2301}" JUMP_PORT="${BENCH_JUMP_PORT:-2302}"
export BENCH_TARGET_PORT=$TARGET_PORT BENCH_GATE_PORT="${BENCH_GATE_PORT:-2303}" BENCH_API_PORT="${BENCH_API_PORT:-2304}" \
  BENCH_ISSUER_PORT="${BENCH_ISSUER_PORT:-2305}" BENCH_USER="${BENCH_USER:-benchagent}"
PATHS="${BENCH_PATHS:-direct jump sshgate}"     # without the peers of BENCH_PEERS
PEERS="${BENCH_PEERS:-}"                        # prefixes of environment variables: see README.md
CIPHERS="${BENCH_CIPHERS:-}" KEX="${BENCH_KEX:-}"
[ "$(id -u)" -eq 0 ] || { echo "bench: error: needs root: sshd logs in as another account" >&2; exit 77; }
for tool in /usr/sbin/sshd:openssh-server /usr/bin/ssh:openssh-client /usr/bin/python3:python3; do
  [ -e "${tool%%:*}" ] || { echo "bench: error: ${tool%%:*} is missing; hint: apt-get install ${tool#*:}" >&2; exit 69; }
done
[ ! -e "$R/up" ] || { echo "bench: error: already up ($R); hint: bench down" >&2; exit 1; }
rm -rf "$R"
mkdir -p "$R"/{keys,conf,pids,log,paths,data,bin,ctl,home} /run/sshd
touch "$R/up"

# An unprivileged account, key login only ('*' is no password, but not locked).
if ! id -u "$BENCH_USER" > /dev/null 2>&1; then
  useradd -M -d "$R/home/$BENCH_USER" -s /bin/bash -p '*' "$BENCH_USER"
  echo "$BENCH_USER" >> "$R/users-made"
  install -d -o "$BENCH_USER" -g "$BENCH_USER" "$R/home/$BENCH_USER"
fi
ssh-keygen -q -t ed25519 -N '' -C bench-client -f "$R/keys/client"
ssh-keygen -q -t ed25519 -N '' -C bench-onward -f "$R/keys/onward"
cat "$R/keys/client.pub" "$R/keys/onward.pub" > "$R/keys/authorized"
"$python" "$H/maketext.py" "$R/data/text.txt" "${BENCH_PTY_MB:-64}"
cat > "$R/ssh_config" <<CONFIG
Include $R/conf/client-*.conf
Host *
  HostName 127.0.0.1
  IdentityFile $R/keys/client
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile $R/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
  GSSAPIAuthentication no
  ControlPath none
  LogLevel ERROR
CONFIG
[ -z "$CIPHERS" ] || echo "  Ciphers $CIPHERS" >> "$R/ssh_config"
[ -z "$KEX" ] || echo "  KexAlgorithms $KEX" >> "$R/ssh_config"

start() { # name, command ...   (waits for nothing; see wait_port)
  local name=$1
  shift
  setsid "$python" "$H/supervise.py" "$R/pids/$name" "$R/log/$name" "$@" < /dev/null > /dev/null 2>&1 &
}
wait_port() { # port, name
  for _ in $(seq 600); do
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null && return 0
    sleep 0.05
  done
  echo "bench: error: $2: nothing listens on 127.0.0.1:$1; its log:" >&2
  tail -5 "$R/log/$2" >&2
  return 1
}
start_sshd() { # name, port, more configuration
  ssh-keygen -q -t ed25519 -N '' -C "bench-$1" -f "$R/keys/host_$1"
  echo "[127.0.0.1]:$2 $(cut -d' ' -f1,2 "$R/keys/host_$1.pub")" >> "$R/known_hosts"
  cat > "$R/conf/sshd_$1" <<CONFIG
Port $2
ListenAddress 127.0.0.1
HostKey $R/keys/host_$1
PidFile none
AuthorizedKeysFile $R/keys/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowUsers $BENCH_USER
PrintMotd no
PrintLastLog no
UseDNS no
LogLevel ERROR
MaxStartups 2000
MaxSessions 2000
$3
CONFIG
  [ -z "$CIPHERS" ] || echo "Ciphers $CIPHERS" >> "$R/conf/sshd_$1"
  [ -z "$KEX" ] || echo "KexAlgorithms $KEX" >> "$R/conf/sshd_$1"
  start "$1" /usr/sbin/sshd -D -e -f "$R/conf/sshd_$1"
  wait_port "$2" "$1"
}
path() { # name, order, user, port, lines of ssh_config, fields of the path as JSON
  printf 'Host %s\n  User %s\n  Port %s\n%s\n' "$1" "$3" "$4" "$5" > "$R/conf/client-$1.conf"
  "$python" -c 'import json, sys
f, name, order, more = sys.argv[1:]
json.dump(dict(name=name, order=int(order), **json.loads(more)), open(f, "w"))' "$R/paths/$1.json" "$1" "$2" "${6:-"{}"}"
}
askpass() { # name, file whose first line is the password
  printf '#!/bin/sh\nIFS= read -r p < %q; printf "%%s\\n" "$p"\n' "$2" > "$R/bin/askpass-$1"
  chmod 700 "$R/bin/askpass-$1"
}
password_lines="  PreferredAuthentications password
  PubkeyAuthentication no
  NumberOfPasswordPrompts 1"

start_sshd target "$TARGET_PORT" ""
for name in $PATHS; do case $name in
  direct) path direct 1 "$BENCH_USER" "$TARGET_PORT" "" ;;
  jump)
    start_sshd jump "$JUMP_PORT" "PermitTTY no"
    path jump-hop 99 "$BENCH_USER" "$JUMP_PORT" ""
    rm "$R/paths/jump-hop.json"
    path jump 2 "$BENCH_USER" "$TARGET_PORT" "  ProxyJump jump-hop" ;;
  sshgate)
    if [ -z "${BENCH_SSHGATE:-}" ]; then
      "$BENCH_ROOT/sshgate" --version > /dev/null       # builds it where needed
      BENCH_SSHGATE="$BENCH_ROOT/artifacts/bin/SshGate.Cli/release/sshgate"
    fi
    export BENCH_SSHGATE
    bash "$H/gate.sh" "$R/gate"
    start issuer "$BENCH_SSHGATE" dev issuer --port "$BENCH_ISSUER_PORT" --lifetime 36000
    wait_port "$BENCH_ISSUER_PORT" issuer
    for who in agent-1 ada; do
      "$BENCH_SSHGATE" dev token --issuer "http://127.0.0.1:$BENCH_ISSUER_PORT/oauth2/default" --as "$who" --out "$R/gate/tokens/$who" > /dev/null
    done
    # shellcheck disable=SC2086
    start sshgate ${BENCH_SSHGATE_WRAP:-} "$BENCH_SSHGATE" serve --config "$R/gate/appsettings.json"
    wait_port "$BENCH_GATE_PORT" sshgate
    ssh-keyscan -p "$BENCH_GATE_PORT" 127.0.0.1 2> /dev/null >> "$R/known_hosts"
    askpass sshgate "$R/gate/tokens/agent-1"
    path sshgate 3 "$BENCH_USER+target" "$BENCH_GATE_PORT" "$password_lines" \
      "{\"rec_dir\": \"$R/gate/recordings\", \"askpass\": \"$R/bin/askpass-sshgate\",
        \"approvals\": {\"api\": \"http://127.0.0.1:$BENCH_API_PORT\", \"token\": \"$R/gate/tokens/ada\"}}" ;;
  *) echo "bench: error: unknown path $name; known are direct, jump, sshgate" >&2; exit 64 ;;
esac; done

order=20
for prefix in $PEERS; do
  v() { local n="${prefix}_$1"; echo "${!n:-${2:-}}"; }
  name=$(v NAME "$(echo "$prefix" | tr 'A-Z_' 'a-z-')") port=$(v PORT)
  export BENCH_ONWARD_KEY="$R/keys/onward" BENCH_KNOWN_HOSTS="$R/known_hosts" BENCH_CLIENT_PUBKEY="$R/keys/client.pub"
  start "$name" /bin/sh -c "exec $(v START)"
  wait_port "$port" "$name"
  lines="  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null"
  fields="{\"rec_dir\": \"$(v REC_DIR)\"}"
  if [ -n "$(v PASSWORD_FILE)" ]; then
    askpass "$name" "$(v PASSWORD_FILE)"
    lines="$lines
$password_lines"
    fields="{\"rec_dir\": \"$(v REC_DIR)\", \"askpass\": \"$R/bin/askpass-$name\"}"
  fi
  path "$name" "$order" "$(v USER "$BENCH_USER%target")" "$port" "$lines" "$fields"
  order=$((order + 1))
done
echo "up: $(cd "$R/paths" && ls | sed 's/.json//' | tr '\n' ' ')"
