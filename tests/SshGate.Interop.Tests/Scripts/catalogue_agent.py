"""
A hostile agent with asyncssh: PORT USER TOKENFILE, and on standard input a JSON list of channels to open on one connection, one
after the other. Each is {"exec": BASE64 | "shell": true | "subsystem": NAME, "env": {..}, "pty": {"term", "size", "modes"},
"steps": [..], "leave": true, "stay": true}. Steps: {"send": BASE64, "chunk": N}, {"eof": true}, {"expect": REGEX}, {"resize": [c, r]},
{"signal": NAME}. After the steps a channel is awaited to its end; one that is held is left, unless it is to stay. For each one
JSON line comes out:
{"exit", "output", "error", "held", "refused"} with both streams in base64.
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

PORT, USER, TOKEN_FILE = sys.argv[1:]
HELD = re.compile(rb"held for approval [^\n]*\(request ([^)\s]+)\)")
PATIENCE = 60


class Agent(asyncssh.SSHClientSession):
    """One channel; everything that arrives is kept."""

    def __init__(self):
        self.output, self.error, self.changed, self.channel = b"", b"", asyncio.Event(), None
        self.closed = False

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
        if "send" in step:
            data = base64.b64decode(step["send"])
            size = step.get("chunk") or len(data) or 1
            for start in range(0, len(data), size):
                if self.closed:
                    return
                self.channel.write(data[start:start + size])
                await asyncio.sleep(0)
        elif "eof" in step:
            self.channel.write_eof()
        elif "expect" in step:
            pattern = re.compile(step["expect"].encode(), re.DOTALL)
            await self.until(lambda: pattern.search(self.output + self.error), step["expect"])
        elif "resize" in step:
            self.channel.change_terminal_size(*step["resize"])
        elif "signal" in step:
            self.channel.send_signal(step["signal"])


async def run(connection, request):
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
        return {"exit": None, "output": "", "error": "", "held": None, "refused": str(refusal)}
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
    return {
        "exit": channel.get_exit_status(),
        "output": base64.b64encode(agent.output).decode(),
        "error": base64.b64encode(agent.error).decode(),
        "held": held.group(1).decode() if held else None,
        "refused": None,
    }


async def main():
    with open(TOKEN_FILE) as file:
        password = file.read()
    async with asyncssh.connect(
            "127.0.0.1", int(PORT), username=USER, password=password, known_hosts=None, config=None, client_keys=None,
            agent_path=None, compression_algs=None) as connection:
        for request in json.load(sys.stdin):
            print(json.dumps(await run(connection, request)), flush=True)


asyncio.run(main())
