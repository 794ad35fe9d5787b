"""
A hostile agent with asyncssh: PORT USER TOKENFILE apart|together, and on standard input a JSON list of channels to open on one
connection, one after the other or all at once. Each is {"exec": BASE64 | "shell": true | "subsystem": NAME, "env": {..}, "pty": {"term", "size", "modes"},
"steps": [..], "leave": true, "stay": true}. Steps: {"send": BASE64, "chunk": N}, {"eof": true}, {"expect": REGEX}, {"resize": [c, r]},
{"signal": NAME}, {"request": TYPE, "payload": BASE64}. After the steps a channel is awaited to its end; one that is held is left, unless it is to stay. For each one
JSON line comes out: {"exit", "output", "error", "held", "refused", "requests"} with both streams in base64, and for every step
"request" whether it was accepted. {"forward": KIND, "to": [..]} asks for a forward instead of a session.
"""
import asyncio
import base64
import json
import re
import sys

try:
    import asyncssh
except ModuleNotFoundError:
    sys.exit("asyncssh is missing: apt-get install --no-install-recommends python3-asyncssh")

PORT, USER, TOKEN_FILE, MODE = sys.argv[1:]
HELD = re.compile(rb"held for approval [^\n]*\(request ([^)\s]+)\)")
PATIENCE = 60


class Agent(asyncssh.SSHClientSession):
    """One channel; everything that arrives is kept."""

    def __init__(self):
        self.output, self.error, self.changed, self.channel = b"", b"", asyncio.Event(), None
        self.closed, self.requests = False, []

    def connection_made(self, channel):
        self.channel = channel

    def data_received(self, data, kind):
        if kind == asyncssh.EXTENDED_DATA_STDERR:
            self.error += data
        else:
            self.output += data
        self.changed.set()

    def eof_received(self):
        return True

    def connection_lost(self, failure):
        self.closed = True
        self.changed.set()

    async def until(self, condition, what):
        while not condition():
            if self.closed:
                return False
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), PATIENCE)
            except asyncio.TimeoutError:
                sys.exit(f"waited {PATIENCE} s for {what}; output: {self.output!r}; error: {self.error!r}")
        return True

    async def step(self, step):
        try:
            await self.take(step)
        except OSError:
            # The gate has ended the channel meanwhile.
            await self.until(lambda: False, "the end of a channel that takes no more")

    async def take(self, step):
        if "send" in step:
            data = base64.b64decode(step["send"])
            size = step.get("chunk") or len(data) or 1
            for start in range(0, len(data), size):
                if self.closed:
                    return
                self.channel.write(data[start:start + size])
                await asyncio.sleep(0)
        elif "interrupt" in step:
            # As a person would, again and again: dash loses one that comes while it becomes its last command.
            for pressed in range(20 * PATIENCE):
                if self.closed:
                    return
                if pressed % 20 == 0:
                    self.channel.write(b"\x03")
                await asyncio.sleep(0.05)
        elif "eof" in step:
            self.channel.write_eof()
        elif "expect" in step:
            pattern = re.compile(step["expect"].encode(), re.DOTALL)
            await self.until(lambda: pattern.search(self.output + self.error), step["expect"])
        elif "resize" in step:
            self.channel.change_terminal_size(*step["resize"])
        elif "signal" in step:
            self.channel.send_signal(step["signal"])
        elif "request" in step:
            payload = base64.b64decode(step.get("payload", ""))
            try:
                accepted = await asyncio.wait_for(
                    self.channel._make_request(step["request"].encode(), payload), PATIENCE)
            except (asyncssh.Error, ConnectionError):
                accepted = None
            self.requests.append(bool(accepted))


async def forward(connection, kind, to):
    """Asks for a forward; what it opened is closed at once."""
    try:
        if kind == "direct-tcpip":
            _, writer = await connection.open_connection(*to)
        elif kind == "streamlocal":
            _, writer = await connection.open_unix_connection(*to)
        elif kind == "tcpip-forward":
            writer = await connection.forward_remote_port("127.0.0.1", 0, *to)
        elif kind == "streamlocal-forward":
            writer = await connection.forward_remote_path(to[0], to[1])
        else:
            channel = asyncssh.channel.SSHTCPChannel(connection, asyncio.get_event_loop(), None, "strict", 2 << 20, 32768)
            writer = await channel._open(kind.encode(), *[base64.b64decode(part) for part in to])
    except (asyncssh.Error, asyncssh.ChannelListenError, OSError) as refusal:
        return answer(refused=f"{type(refusal).__name__}: {refusal}")
    if writer is None:
        return answer(refused="no listener")
    return answer()


def answer(status=None, output=b"", error=b"", held=None, refused=None, requests=()):
    return {
        "exit": status, "output": base64.b64encode(output).decode(), "error": base64.b64encode(error).decode(), "held": held,
        "refused": refused, "requests": list(requests)}


async def run(connection, request):
    if "forward" in request:
        return await forward(connection, request["forward"], request["to"])
    terminal = request.get("pty") or {}
    try:
        channel, agent = await connection.create_session(
            Agent,
            base64.b64decode(request["exec"]) if "exec" in request else None,
            subsystem=request.get("subsystem"),
            env=request.get("env") or (),
            request_pty="force" if terminal else False,
            term_type=terminal.get("term", "xterm") if terminal else None,
            term_size=tuple(terminal.get("size", (80, 24))) if terminal else (),
            term_modes={int(mode): value for mode, value in terminal.get("modes", {}).items()},
            encoding=None)
    except (asyncssh.ChannelOpenError, asyncssh.ProcessError) as refusal:
        return answer(refused=f"{type(refusal).__name__}: {refusal}")
    steps = request.get("steps")
    if steps is None:
        # No input: a command that reads none must not wait for it.
        steps = [{"eof": True}]
    for step in steps:
        if agent.closed:
            break
        await agent.step(step)
    if not request.get("leave"):
        await agent.until(
            lambda: not request.get("stay") and HELD.search(agent.output + agent.error), "the end of the channel")
    held = HELD.search(agent.output + agent.error)
    if not agent.closed:
        channel.close()
        await channel.wait_closed()
    return answer(
        channel.get_exit_status(), agent.output, agent.error, held.group(1).decode() if held else None, None, agent.requests)


async def main():
    with open(TOKEN_FILE) as file:
        password = file.read()
    async with asyncssh.connect(
            "127.0.0.1", int(PORT), username=USER, password=password, known_hosts=None, config=None, client_keys=None,
            agent_path=None, compression_algs=None) as connection:
        requests = json.load(sys.stdin)
        if MODE == "together":
            for result in await asyncio.gather(*[run(connection, request) for request in requests]):
                print(json.dumps(result), flush=True)
            return
        for request in requests:
            print(json.dumps(await run(connection, request)), flush=True)


asyncio.run(main())
