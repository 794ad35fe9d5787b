"""asyncssh as `ssh agent@127.0.0.1 cat`: PORT PASSWORD REKEY_BYTES (0: as it is)."""
import asyncio
import os
import sys

import asyncssh


async def main(port, password, rekey_bytes):
    options = {"rekey_bytes": rekey_bytes} if rekey_bytes else {}
    async with asyncssh.connect(
            "127.0.0.1", port, username="agent", password=password, known_hosts=None, config=None,
            client_keys=None, **options) as connection:
        process = await connection.create_process("cat", encoding=None)

        async def send():
            while data := await asyncio.to_thread(os.read, 0, 65536):
                process.stdin.write(data)
                await process.stdin.drain()
            process.stdin.write_eof()

        sending = asyncio.create_task(send())
        while data := await process.stdout.read(65536):
            while data:
                data = data[os.write(1, data):]
        await sending
        return (await process.wait()).exit_status

sys.exit(asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
