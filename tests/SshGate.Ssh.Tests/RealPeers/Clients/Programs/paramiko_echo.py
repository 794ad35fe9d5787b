"""paramiko as `ssh agent@127.0.0.1 cat`: PORT PASSWORD REKEY_BYTES (0: as it is)."""
import os
import sys
import threading

import paramiko

port, password, rekey_bytes = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect("127.0.0.1", port, "agent", password, look_for_keys=False, allow_agent=False)
transport = client.get_transport()
if rekey_bytes:
    transport.packetizer.REKEY_BYTES = rekey_bytes
channel = transport.open_session()
channel.exec_command("cat")


def send():
    while data := os.read(0, 65536):
        channel.sendall(data)
    channel.shutdown_write()


threading.Thread(target=send, daemon=True).start()
while data := channel.recv(65536):
    while data:
        data = data[os.write(1, data):]
status = channel.recv_exit_status()
client.close()
sys.exit(status)
