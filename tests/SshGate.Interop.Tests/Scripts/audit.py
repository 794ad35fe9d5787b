"""The gate's audit log, read without the gate: `events DB TYPE` prints JSON lines, `verify DB` checks the hash chain."""
import hashlib
import json
import sqlite3
import struct
import sys

COLUMNS = "sequence, time_ms, type, connection_id, session_id, request_id, principal, details, prev_hash, hash"


def field(value):
    """A presence byte and, if present, the length in eight bytes and the bytes."""
    if value is None:
        return b"\0"
    if isinstance(value, int):
        value = struct.pack(">q", value)
    elif isinstance(value, str):
        value = value.encode()
    return b"\1" + struct.pack(">q", len(value)) + value


def verify(rows):
    previous, expected = bytes(32), 1
    for row in rows:
        sequence, time_ms, kind, connection, session, request, principal, details, prev_hash, digest = row
        if sequence != expected or prev_hash != previous:
            sys.exit(f"entry {expected} does not continue the one before it")
        parts = ["sshgate audit 1", previous, sequence, time_ms, kind, connection, session, request, principal, details]
        if hashlib.sha256(b"".join(field(part) for part in parts)).digest() != digest:
            sys.exit(f"entry {sequence} is not what was written")
        previous, expected = digest, sequence + 1
    if expected == 1:
        sys.exit("the audit log is empty")
    print(f"{expected - 1} entries, intact")


def main():
    database = sqlite3.connect(f"file:{sys.argv[2]}?mode=ro", uri=True, timeout=30)
    if sys.argv[1] == "verify":
        verify(database.execute(f"SELECT {COLUMNS} FROM audit_events ORDER BY sequence"))
        return
    rows = database.execute(
        "SELECT sequence, type, connection_id, session_id, request_id, principal, details"
        " FROM audit_events WHERE type = ? ORDER BY sequence", (sys.argv[3],))
    for sequence, kind, connection, session, request, principal, details in rows:
        print(json.dumps({
            "sequence": sequence, "type": kind, "connection": connection, "session": session, "request": request,
            "principal": json.loads(principal) if principal else None, "details": json.loads(details)}, ensure_ascii=False))


main()
