#!/usr/bin/env bash
# gate.sh DIRECTORY: writes the configuration of a gate for the benchmark into DIRECTORY. Policy on, everything recorded, secrets masked.
set -euo pipefail
d=$1
mkdir -p "$d/keys" "$d/tokens"
chmod 700 "$d" "$d/keys" "$d/tokens"
cat > "$d/appsettings.json" <<JSON
{
  "Storage": { "Data": "data", "Recordings": "recordings", "Keys": "keys", "Targets": "targets.yaml", "Policy": "policy.yaml" },
  "Ssh": { "Listen": "127.0.0.1:$BENCH_GATE_PORT", "MaxConnectionsPerSource": 10000, "MaxConnections": 10000, "MaxChannels": 1024 },
  "Api": { "Listen": "127.0.0.1:$BENCH_API_PORT" },
  "Identity": {
    "Issuers": [ { "Issuer": "http://127.0.0.1:$BENCH_ISSUER_PORT/oauth2/default", "Audiences": [ "api://sshgate" ] } ],
    "Roles": [ { "Role": "Approver", "Groups": [ "sshgate-approvers" ] } ],
    "AllowLoopbackHttp": true
  },
  "Vault": { "MasterKey": { "File": "keys/master.key" } },
  "Approvals": { "InteractiveLimit": "01:00:00", "MaxHeldPerPrincipal": 10000 },
  "Logging": { "Level": "${BENCH_LOG_LEVEL:-Information}" }
}
JSON
cat > "$d/policy.yaml" <<YAML
version: 1
defaults:
  command: approve
  connection: deny
  approve: { approvers: [sshgate-approvers], count: 1, expires: 1h }
connections:
  - id: any-verified
    then: allow
commands:
  - id: read
    when: { risk: read }
    then: allow
${BENCH_MASK:+    mask: $BENCH_MASK}
  # The terminal settings of the session that prints, and of the sessions that idle.
  - id: terminal
    when: { command: [stty, exec] }
    then: allow
YAML
gate() { "$BENCH_SSHGATE" "$@" --config "$d/appsettings.json" > "$d/setup.log" 2>&1 || { cat "$d/setup.log" >&2; exit 1; }; }
"$BENCH_SSHGATE" policy check "$d/policy.yaml" > /dev/null
gate keys import onward "$BENCH_RUN/keys/onward"
gate targets add target --host "127.0.0.1:$BENCH_TARGET_PORT" --account "$BENCH_USER=onward" \
  --host-key "$(cut -d' ' -f1,2 "$BENCH_RUN/keys/host_target.pub")"
