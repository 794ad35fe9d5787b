"""libssh2, curl's library, as `ssh agent@127.0.0.1 cat`: PORT PASSWORD."""
import ctypes
import os
import select
import socket
import sys

ssh = ctypes.CDLL("libssh2.so.1")
for name in ("libssh2_session_init_ex", "libssh2_channel_open_ex"):
    getattr(ssh, name).restype = ctypes.c_void_p
for name in ("libssh2_channel_read_ex", "libssh2_channel_write_ex"):
    getattr(ssh, name).restype = ctypes.c_ssize_t
AGAIN = -37

link = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
ssh.libssh2_init(0)
session = ctypes.c_void_p(ssh.libssh2_session_init_ex(None, None, None, None))


def check(result):
    if result < 0 and result != AGAIN:
        text = ctypes.c_char_p()
        ssh.libssh2_session_last_error(session, ctypes.byref(text), None, 0)
        sys.exit(f"libssh2: {result} {text.value.decode()}")
    return result


check(ssh.libssh2_session_handshake(session, link.fileno()))
password = sys.argv[2].encode()
check(ssh.libssh2_userauth_password_ex(session, b"agent", 5, password, len(password), None))
channel = ctypes.c_void_p(ssh.libssh2_channel_open_ex(session, b"session", 7, 2 * 1024 * 1024, 32768, None, 0))
check(ssh.libssh2_channel_process_startup(channel, b"exec", 4, b"cat", 3))
ssh.libssh2_session_set_blocking(session, 0)

buffer = ctypes.create_string_buffer(65536)
pending, ended, told = b"", False, False
while True:
    moved = False
    if pending:
        count = check(ssh.libssh2_channel_write_ex(channel, 0, pending, len(pending)))
        if count > 0:
            pending, moved = pending[count:], True
    elif ended and not told:
        told = check(ssh.libssh2_channel_send_eof(channel)) == 0
    count = check(ssh.libssh2_channel_read_ex(channel, 0, buffer, len(buffer)))
    if count > 0:
        data, moved = buffer.raw[:count], True
        while data:
            data = data[os.write(1, data):]
    elif ssh.libssh2_channel_eof(channel):
        break
    if moved:
        continue
    readers = [link] + ([] if ended or pending else [0])
    if 0 in select.select(readers, [link] if ssh.libssh2_session_block_directions(session) & 2 else [], [], 1)[0]:
        pending = os.read(0, 65536)
        ended = not pending
ssh.libssh2_session_set_blocking(session, 1)
check(ssh.libssh2_channel_wait_closed(channel))
sys.exit(ssh.libssh2_channel_get_exit_status(channel))
