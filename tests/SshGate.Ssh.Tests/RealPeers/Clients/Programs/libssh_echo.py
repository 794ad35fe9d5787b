"""libssh as `ssh agent@127.0.0.1 cat`: PORT PASSWORD REKEY_BYTES (0: as it is)."""
import ctypes
import os
import select
import sys

ssh = ctypes.CDLL("libssh.so.4")
for name in ("ssh_new", "ssh_channel_new"):
    getattr(ssh, name).restype = ctypes.c_void_p
ssh.ssh_get_error.restype = ctypes.c_char_p
HOST, PORT, USER, NODELAY, CONFIG, REKEY = 0, 1, 4, 36, 38, 39
AGAIN = -2

session = ctypes.c_void_p(ssh.ssh_new())


def check(result):
    if result < 0 and result != AGAIN:
        sys.exit("libssh: " + ssh.ssh_get_error(session).decode())
    return result


def option(number, value):
    check(ssh.ssh_options_set(session, number, ctypes.byref(value) if not isinstance(value, bytes) else value))


option(HOST, b"127.0.0.1")
option(PORT, ctypes.c_uint(int(sys.argv[1])))
option(USER, b"agent")
option(CONFIG, ctypes.c_int(0))
option(NODELAY, ctypes.c_int(1))
if int(sys.argv[3]):
    option(REKEY, ctypes.c_uint64(int(sys.argv[3])))
check(ssh.ssh_connect(session))
if check(ssh.ssh_userauth_password(session, None, sys.argv[2].encode())) != 0:
    sys.exit("libssh: not logged in")
channel = ctypes.c_void_p(ssh.ssh_channel_new(session))
check(ssh.ssh_channel_open_session(channel))
check(ssh.ssh_channel_request_exec(channel, b"cat"))

buffer = ctypes.create_string_buffer(65536)
pending, ended = b"", False
while True:
    # A write waits for the window while nobody reads: so no more than the window holds.
    room = ssh.ssh_channel_window_size(channel)
    if pending and room:
        part = pending[:min(room, 32768)]
        pending = pending[check(ssh.ssh_channel_write(channel, part, len(part))):]
    count = ssh.ssh_channel_read_nonblocking(channel, buffer, len(buffer), 0)
    if count > 0:
        data = buffer.raw[:count]
        while data:
            data = data[os.write(1, data):]
        continue
    if ssh.ssh_channel_is_eof(channel):
        break
    check(count)
    if pending and ssh.ssh_channel_window_size(channel):
        continue
    inputs = [ssh.ssh_get_fd(session)] + ([] if ended or pending else [0])
    if 0 in select.select(inputs, [], [], 1)[0]:
        pending = os.read(0, 65536)
        if not pending:
            ended = True
            check(ssh.ssh_channel_send_eof(channel))
sys.exit(ssh.ssh_channel_get_exit_status(channel))
