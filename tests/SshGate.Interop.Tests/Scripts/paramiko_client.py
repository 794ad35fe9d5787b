"""An agent with paramiko: PORT USER TOKENFILE VERB ARGUMENTS. Verbs are the functions below named do_…"""
import base64
import os
import sys
import threading

try:
    import paramiko
    from paramiko.common import cMSG_CHANNEL_REQUEST
    from paramiko.message import Message
except ModuleNotFoundError:
    sys.exit("paramiko is missing: apt-get install --no-install-recommends python3-paramiko")

PORT, USER, TOKEN_FILE, VERB, *ARGUMENTS = sys.argv[1:]


def connect():
    transport = paramiko.Transport(("127.0.0.1", int(PORT)))
    transport.start_client(timeout=60)
    with open(TOKEN_FILE) as file:
        transport.auth_password(USER, file.read())
    return transport


def finish(channel):
    """Both streams and the exit status of the command are this program's own."""
    def copy(read, stream):
        while data := read(65536):
            stream.write(data)
            stream.flush()

    error = threading.Thread(target=copy, args=(channel.recv_stderr, sys.stderr.buffer))
    error.start()
    copy(channel.recv, sys.stdout.buffer)
    error.join()
    os._exit(channel.recv_exit_status())


def run(command, transport=None, stdin=False):
    channel = (transport or connect()).open_session(timeout=60)
    channel.exec_command(command)
    if stdin:
        while data := sys.stdin.buffer.read(65536):
            channel.sendall(data)
    channel.shutdown_write()
    finish(channel)


def ask(channel, kind, payload=b""):
    """A channel request with an answer; paramiko closes a channel whose request is refused and raises."""
    message = Message()
    message.add_byte(cMSG_CHANNEL_REQUEST)
    message.add_int(channel.remote_chanid)
    message.add_string(kind)
    message.add_boolean(True)
    message.add_bytes(payload)
    channel._event_pending()
    channel.transport._send_user_message(message)
    channel._wait_for_event()


def text(value):
    message = Message()
    message.add_string(value)
    return message.asbytes()


def report(what, action):
    try:
        action()
        print(f"{what}: accepted", flush=True)
    except Exception as refusal:
        print(f"{what}: refused ({type(refusal).__name__}: {refusal})", flush=True)


def do_exec(command):
    run(command)


def do_exec_stdin(command):
    run(command, stdin=True)


def do_exec_base64(command):
    run(base64.b64decode(command))


def do_typed(command, text):
    """Types into a command on a terminal, and Ctrl-C once the gate has answered the typing."""
    channel = connect().open_session(timeout=60)
    channel.get_pty()
    channel.exec_command(command)
    channel.sendall(text)
    seen = b""
    while b"Ctrl-C" not in seen:
        data = channel.recv(65536)
        if not data:
            break
        seen += data
    sys.stdout.buffer.write(seen)
    # A person would press it again: the first one may come before the command has its terminal.
    while not channel.exit_status_ready() and not channel.closed:
        try:
            channel.sendall(b"\x03")
        except OSError:
            break
        channel.status_event.wait(1)
    finish(channel)


def do_terminal(columns, rows, command):
    channel = connect().open_session(timeout=60)
    channel.get_pty("xterm-256color", int(columns), int(rows))
    channel.exec_command(command)
    finish(channel)


def do_rekey(command):
    """A key exchange in the middle of the output."""
    transport = connect()
    channel = transport.open_session(timeout=60)
    channel.exec_command(command)
    sys.stdout.buffer.write(channel.recv(65536))
    transport.renegotiate_keys()
    finish(channel)


def do_refusals(command):
    """What has no lane, each on a channel of its own."""
    transport = connect()

    def on_channel(action):
        return lambda: action(transport.open_session(timeout=60))

    report("auth-agent", on_channel(lambda c: ask(c, "auth-agent-req@openssh.com")))
    report("x11", on_channel(lambda c: c.request_x11()))
    report("subsystem sshfs", on_channel(lambda c: c.invoke_subsystem("sshfs")))
    report("subsystem netconf", on_channel(lambda c: c.invoke_subsystem("netconf")))
    report("break", on_channel(lambda c: ask(c, "break", (0).to_bytes(4, "big"))))
    report("unknown request", on_channel(lambda c: ask(c, "exec@example.com", text(command))))
    report("direct-tcpip", lambda: transport.open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1), timeout=60))
    report("unknown channel", lambda: transport.open_channel("shell@example.com", timeout=60))
    report("tcpip-forward", lambda: transport.request_port_forward("127.0.0.1", 0))
    # The connection is unharmed.
    report("session", lambda: transport.open_session(timeout=60))


def do_second_request(command, other):
    """A second process request on a channel; it must do nothing. paramiko closes the channel when a request is refused."""
    transport = connect()
    for name, payload in [("exec", text(other)), ("shell", b""), ("subsystem", text("sftp"))]:
        channel = transport.open_session(timeout=60)
        channel.exec_command(command)
        channel.recv(1)
        report(f"{name} after exec", lambda: ask(channel, name, payload))


def do_stop_reading(command):
    """Starts a command with much output on one channel and reads none of it, until standard input ends."""
    transport = connect()
    channel = transport.open_session(timeout=60)
    channel.exec_command(command)
    print("not reading", flush=True)
    # A second channel of the same connection goes on.
    with transport.open_session(timeout=60) as other:
        other.exec_command("echo beside it")
        print(other.makefile().read().decode().strip(), flush=True)
    threading.Event().wait()


def do_many(count, command):
    """Many sessions on one connection, one after the other."""
    transport = connect()
    for _ in range(int(count)):
        with transport.open_session(timeout=60) as channel:
            channel.exec_command(command)
            print(channel.makefile().read().decode().strip(), channel.recv_exit_status(), flush=True)


globals()["do_" + VERB.replace("-", "_")](*ARGUMENTS)
os._exit(0)
