"""asyncssh's file clients: PORT USER TOKENFILE FOLDER. Prints what came of it."""
import asyncio
import os
import sys

try:
    import asyncssh
except ModuleNotFoundError:
    sys.exit("asyncssh is missing: apt-get install --no-install-recommends python3-asyncssh")

PORT, USER, TOKEN_FILE, FOLDER = sys.argv[1:]


async def main():
    with open(TOKEN_FILE) as file:
        token = file.read()
    async with asyncssh.connect(
        "127.0.0.1", int(PORT), username=USER, password=token, known_hosts=None, config=None, client_keys=None, agent_path=None
    ) as connection:
        async with connection.start_sftp_client() as sftp:
            data = os.urandom(300000)
            async with sftp.open(f"{FOLDER}/a.bin", "wb") as file:
                await file.write(data)
            async with sftp.open(f"{FOLDER}/a.bin", "rb") as file:
                print("same" if await file.read() == data else "different")
            await sftp.makedirs(f"{FOLDER}/x/y")
            print(sorted(name for name in await sftp.listdir(FOLDER) if not name.startswith(".")))
            try:
                async with sftp.open(f"{FOLDER}/.bashrc", "wb") as file:
                    await file.write(b"x")
                print("written")
            except asyncssh.SFTPError as refused:
                print("refused:", refused.reason)


asyncio.run(main())
