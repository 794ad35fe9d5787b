"""An agent with asyncssh: PORT USER TOKENFILE VERB ARGUMENTS. Verbs are the functions below named do_…"""
import asyncio
import sys

try:
    import asyncssh
except ModuleNotFoundError:
    sys.exit("asyncssh is missing: apt-get install --no-install-recommends python3-asyncssh")

PORT, USER, TOKEN_FILE, VERB, *ARGUMENTS = sys.argv[1:]


def connect(**options):
    with open(TOKEN_FILE) as file:
        password = file.read()
    return asyncssh.connect(
        "127.0.0.1", int(PORT), username=USER, password=password, known_hosts=None, config=None, client_keys=None,
        agent_path=None, **options)


async def finish(process):
    async def copy(reader, stream):
        while data := await reader.read(65536):
            stream.write(data)
            stream.flush()

    await asyncio.gather(copy(process.stdout, sys.stdout.buffer), copy(process.stderr, sys.stderr.buffer))
    await process.wait_closed()
    return process.exit_status


async def do_exec(command):
    async with connect() as connection:
        process = await connection.create_process(command, encoding=None, stdin=asyncssh.DEVNULL)
        return await finish(process)


async def do_exec_stdin(command):
    async with connect(rekey_bytes=1_000_000) as connection:
        process = await connection.create_process(command, encoding=None, stdin=sys.stdin.buffer)
        return await finish(process)


async def do_withdraw(command):
    """Sends a signal as soon as the command is held, and stays for the answer."""
    async with connect() as connection:
        process = await connection.create_process(command, encoding=None, stdin=asyncssh.DEVNULL)
        sys.stderr.buffer.write(await process.stderr.readuntil(b"\n"))
        process.send_signal("INT")
        return await finish(process)


async def do_signal(command, signal):
    """Sends a signal to the running command after its first line of output."""
    async with connect() as connection:
        process = await connection.create_process(command, encoding=None, stdin=asyncssh.DEVNULL)
        sys.stdout.buffer.write(await process.stdout.readuntil(b"\n"))
        process.send_signal(signal)
        await finish(process)
        print(f"exit status {process.exit_status}, signal {process.exit_signal and process.exit_signal[0]}")
        return 0


async def do_algorithms(command):
    """One login for every pair that both sides know, a rekey every 200 kB in each."""
    failed = 0
    for kex in ["curve25519-sha256", "ecdh-sha2-nistp256"]:
        for cipher in ["chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr"]:
            try:
                async with connect(kex_algs=[kex], encryption_algs=[cipher], rekey_bytes=200_000) as connection:
                    done = await connection.run(command, encoding=None, check=True)
                    print(kex, cipher, len(done.stdout), flush=True)
            except Exception as failure:
                failed += 1
                print(kex, cipher, repr(failure), file=sys.stderr, flush=True)
    return failed


sys.exit(asyncio.run(globals()["do_" + VERB.replace("-", "_")](*ARGUMENTS)) or 0)
