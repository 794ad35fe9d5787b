"""SFTP by hand, with paramiko's packets: PORT USER TOKENFILE VERB ARGUMENTS. Each step prints one line."""
import hashlib
import os
import sys

try:
    import paramiko
    from paramiko.sftp import CMD_EXTENDED
except ModuleNotFoundError:
    sys.exit("paramiko is missing: apt-get install --no-install-recommends python3-paramiko")

try:
    from paramiko.sftp import int64
except ImportError:
    from paramiko.py3compat import long as int64

PORT, USER, TOKEN_FILE, VERB, *ARGUMENTS = sys.argv[1:]


def connect():
    transport = paramiko.Transport(("127.0.0.1", int(PORT)))
    transport.start_client(timeout=60)
    with open(TOKEN_FILE) as file:
        transport.auth_password(USER, file.read())
    return transport


def step(what, action):
    try:
        result = action()
        print(f"{what}: done{'' if result is None else ' ' + str(result)}", flush=True)
    except Exception as refusal:
        print(f"{what}: refused ({type(refusal).__name__}: {refusal})", flush=True)


def do_roundtrip(folder, size):
    """Up and down, out of order too, and everything a library offers."""
    sftp = connect().open_sftp_client()
    data = os.urandom(int(size))
    with sftp.open(f"{folder}/a.bin", "wb") as file:
        file.set_pipelined(True)
        file.write(data)
    with sftp.open(f"{folder}/a.bin", "rb") as file:
        file.prefetch()
        got = file.read()
    print("same" if got == data else "different", hashlib.sha256(data).hexdigest(), flush=True)
    with sftp.open(f"{folder}/a.bin", "r+b") as file:
        file.seek(5)
        file.write(b"xyz")
        file.seek(0)
        file.write(b"abc")
    with sftp.open(f"{folder}/a.bin", "ab") as file:
        file.write(b"end")
    step("stat", lambda: sftp.stat(f"{folder}/a.bin").st_size)
    step("truncate", lambda: sftp.truncate(f"{folder}/a.bin", 10))
    step("posix_rename", lambda: sftp.posix_rename(f"{folder}/a.bin", f"{folder}/b.bin"))
    step("symlink", lambda: sftp.symlink("b.bin", f"{folder}/l"))
    step("readlink", lambda: sftp.readlink(f"{folder}/l"))
    step("utime", lambda: sftp.utime(f"{folder}/b.bin", (1, 2)))
    step("listdir", lambda: sorted(sftp.listdir(folder)))
    step("remove", lambda: sftp.remove(f"{folder}/l"))


def do_attacks(folder, rc):
    """What no client would send by itself. FOLDER may be written, RC is a start-up file that exists."""
    transport = connect()
    sftp = transport.open_sftp_client()
    step("existing without truncation", lambda: sftp.open(rc, "r+b"))
    step("append", lambda: sftp.open(rc, "ab"))
    step("read and create", lambda: sftp._request(3, rc, 1 | 8 | 16, paramiko.SFTPAttributes()))
    step("exclusive", lambda: sftp.open(rc, "xb"))
    # A handle for reading does not change attributes, nor take data.
    file = sftp.open(rc, "rb")
    step("fsetstat on a reading handle", lambda: file.chmod(0o777))
    step("truncate by handle", lambda: file.truncate(0))
    step("write on a reading handle", lambda: sftp._request(6, file.handle, int64(0), b"x"))
    # A handle is good for its own session only.
    other = transport.open_sftp_client()
    step("handle of another session", lambda: other._request(5, file.handle, int64(0), 10))
    file.close()
    step("closed handle", lambda: sftp._request(5, file.handle, int64(0), 10))
    step("made-up handle", lambda: sftp._request(5, b"\0" * 16, int64(0), 10))
    step("unknown extension", lambda: sftp._request(CMD_EXTENDED, "run@example.com", "touch " + folder + "/x"))
    step("line feed in a path", lambda: sftp.open(f"{folder}/a\nb", "wb"))
    step("second rename", lambda: sftp.rename(rc, f"{folder}/stolen"))
    step("still alive", lambda: sftp.listdir(folder))
    step("no such type", lambda: sftp._request(99, "x"))


def do_subsystem_twice():
    transport = connect()
    channel = transport.open_session(timeout=60)
    channel.invoke_subsystem("sftp")
    step("second subsystem", lambda: channel.invoke_subsystem("sftp"))


def do_stall(path):
    """Writes a piece and never closes; ends when standard input does."""
    sftp = connect().open_sftp_client()
    file = sftp.open(path, "wb")
    file.write(b"x" * 1000)
    file.flush()
    print("written", flush=True)
    sys.stdin.read()
    os._exit(0)


globals()["do_" + VERB.replace("-", "_")](*ARGUMENTS)
os._exit(0)
