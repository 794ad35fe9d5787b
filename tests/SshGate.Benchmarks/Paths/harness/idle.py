"""idle.py [N]: N idle terminal sessions through the gate, and what they cost. A few connections carry many sessions each, opened by
asyncssh: a stock ssh client a session would take the machine's memory before the gate's."""
import argparse, asyncio, json, os, resource, sys, time

try:
    import asyncssh
except ImportError:
    sys.exit("idle: error: asyncssh is missing; hint: apt-get install python3-asyncssh")

from common import RESULTS, RUN, load_paths

ap = argparse.ArgumentParser()
ap.add_argument("sessions", type=int, nargs="?", default=5000)
ap.add_argument("--per-connection", type=int, default=50)
ap.add_argument("--parallel", type=int, default=8, help="connections being opened at a time")
ap.add_argument("--rest", type=float, default=10, help="seconds of idleness that are measured")
opt = ap.parse_args()
path = load_paths(["sshgate"])[0]
with open(f"{RUN}/conf/client-sshgate.conf") as f:
    conf = dict(line.split(None, 1) for line in f.read().splitlines() if line.strip())
with open(f"{RUN}/gate/tokens/agent-1") as f:
    token = f.readline().strip()
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def connection(gate, sessions, held):
    async with gate:
        c = await asyncssh.connect("127.0.0.1", int(conf["Port"]), username=conf["User"], password=token, known_hosts=None,
                                   config=None, client_keys=None, agent_path=None)
        held.append(c)
        for _ in range(sessions):
            p = await c.create_process("stty -echo; printf READY; cat", term_type="xterm")
            await p.stdout.readexactly(5)
            held.append(p)


async def main():
    m0, t0, held = path.tree.memory(), time.monotonic(), []
    gate = asyncio.Semaphore(opt.parallel)
    sizes = [min(opt.per_connection, opt.sessions - i) for i in range(0, opt.sessions, opt.per_connection)]
    await asyncio.gather(*(connection(gate, n, held) for n in sizes))
    opened = time.monotonic() - t0
    await asyncio.sleep(3)
    m1, c, t = path.tree.memory(), path.tree.cpu(), time.monotonic()
    await asyncio.sleep(opt.rest)
    idle = (path.tree.cpu() - c) / (time.monotonic() - t)
    found = dict(sessions=opt.sessions, connections=len(sizes), opened_per_s=opt.sessions / opened, before_mib=m0["pss"] / 1024,
                 total_mib=m1["pss"] / 1024, per_session_kib=(m1["pss"] - m0["pss"]) / opt.sessions, idle_cpu_pct=idle * 100)
    for c in held:
        if isinstance(c, asyncssh.SSHClientConnection):
            c.abort()
    os.makedirs(RESULTS, exist_ok=True)
    with open(f"{RESULTS}/idle.summary.json", "w") as f:
        json.dump(found, f, indent=1)
    print("\n".join(f"{k:18} {v:.1f}" for k, v in found.items()))
    print("goal at 5000: under 400 MiB in all, idle CPU under 1 % of a core")


asyncio.run(main())
