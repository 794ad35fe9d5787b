"""Logs in with a user name that no command line would let pass: PORT USER TOKENFILE NAME COMMAND (USER is not used)."""
import os
import sys

try:
    import paramiko
except ModuleNotFoundError:
    sys.exit("paramiko is missing: apt-get install --no-install-recommends python3-paramiko")

port, _, token_file, name, command = sys.argv[1:]
transport = paramiko.Transport(("127.0.0.1", int(port)))
transport.start_client(timeout=60)
with open(token_file) as file:
    transport.auth_password(name, file.read())
channel = transport.open_session(timeout=60)
channel.exec_command(command)
sys.stdout.buffer.write(channel.makefile().read())
sys.stderr.buffer.write(channel.makefile_stderr().read())
sys.stderr.flush()
sys.stdout.flush()
os._exit(channel.recv_exit_status())
