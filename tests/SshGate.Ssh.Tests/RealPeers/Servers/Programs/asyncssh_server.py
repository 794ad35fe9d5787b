"""asyncssh as a server with the commands `cat` and `exit N`: PORT AUTHORIZED_KEYS REKEY_BYTES (0: as it is) HOST_KEY ..."""
import asyncio
import sys

import asyncssh

port, authorized, rekey_bytes, *host_keys = sys.argv[1:]


async def run(process):
    if process.command.startswith("exit "):
        process.exit(int(process.command[5:]))
        return
    while data := await process.stdin.read(65536):
        process.stdout.write(data)
        await process.stdout.drain()
    process.exit(0)


async def main():
    options = {"rekey_bytes": int(rekey_bytes)} if int(rekey_bytes) else {}
    await asyncssh.listen(
        "127.0.0.1", int(port), server_host_keys=host_keys, authorized_client_keys=authorized, process_factory=run,
        encoding=None, **options)
    await asyncio.Event().wait()

asyncio.run(main())
