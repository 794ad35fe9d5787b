"""Measures every path in interleaved rounds; writes results/<tag>.json.  All loops are bounded."""
import argparse, json, os, platform, random, subprocess, sys, time

import measure as m
from common import RESULTS, RUN, Foreign, Timeout, adopt_strays, load_paths, reap_strays, system_cpu

ap = argparse.ArgumentParser()
ap.add_argument("--tag", default="main", help="name of the results file")
ap.add_argument("--paths", default="", help="comma list; default: all that are up")
ap.add_argument("--only", default="connect,exec,keys,down,up,pty,sessions", help="which measurements")
ap.add_argument("--rounds", type=int, default=5)
ap.add_argument("--connects", type=int, default=10, help="per round")
ap.add_argument("--keys", type=int, default=600, help="keystrokes back to back, per round")
ap.add_argument("--paced", type=int, default=150, help="keystrokes with pauses, per round")
ap.add_argument("--mib", type=int, default=512, help="exec throughput size")
ap.add_argument("--session-rounds", type=int, default=3)
ap.add_argument("--session-counts", default="50,200")
ap.add_argument("--parallel", type=int, default=8, help="sessions being opened at a time")
ap.add_argument("--patience", type=float, default=300, help="seconds in all to wait for other users to be quiet")
ap.add_argument("--seed", type=int, default=1)
opt = ap.parse_args()
only = set(opt.only.split(","))
rng = random.Random(opt.seed)
paths = load_paths([p for p in opt.paths.split(",") if p])
text = f"{RUN}/data/text.txt"
text_bytes = os.path.getsize(text)
with open(text, "rb") as f:
    text_lines = sum(b.count(b"\n") for b in iter(lambda: f.read(1 << 20), b""))


meta = dict(started=time.strftime("%F %T"), argv=sys.argv[1:], kernel=platform.release(), cpus=os.cpu_count(),
            cpu=next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?"),
            ssh=subprocess.run(["ssh", "-V"], capture_output=True, text=True).stderr.split(",")[0], loadavg=os.getloadavg(),
            ciphers=os.environ.get("BENCH_CIPHERS") or "defaults", kex=os.environ.get("BENCH_KEX") or "defaults")
samples = {p.name: {} for p in paths}
errors = []
adopt_strays()
foreign = Foreign()
disturbed, patience = 0, opt.patience
print("idle processes per path:", {p.name: len(p.idle) for p in paths}, flush=True)


def take(path, what, call):
    """One measurement.  Waits until other users of the machine are quiet, repeats if they were not quiet during it;
    a failure is noted and the run goes on."""
    global disturbed, patience
    start = time.monotonic()
    for attempt in range(4):
        t = time.monotonic()
        foreign.wait_quiet(limit=60 if patience > 0 else 1)
        patience -= time.monotonic() - t
        t = time.monotonic()
        try:
            got = call()
        except (RuntimeError, OSError, Timeout) as e:
            errors.append(f"{path.name} {what}: {e}")
            print("  !", errors[-1], flush=True)
            path.leftovers()
            break
        took = time.monotonic() - t
        reap_strays()
        share = foreign.delta() / took
        got["left_processes"] = [path.leftovers()]
        if share <= 0.12 or attempt == 3 or patience <= 0:
            got["foreign_cpu"] = [share]
            disturbed += share > 0.12
            for k, v in got.items():
                samples[path.name].setdefault(k, []).extend(v)
            break
        print(f"  {path.name} {what}: others used {share:.2f} of a core; again", flush=True)
    return time.monotonic() - start


def save():
    os.makedirs(RESULTS, exist_ok=True)
    meta["took_s"] = time.monotonic() - t0
    tmp = f"{RESULTS}/{opt.tag}.json.tmp"
    with open(tmp, "w") as f:
        json.dump(dict(meta=meta, samples=samples, errors=errors, disturbed=disturbed), f)
    os.replace(tmp, f"{RESULTS}/{opt.tag}.json")


t0, st0 = time.monotonic(), system_cpu()[1]
for p in paths:                                   # warm-up: caches, JITs, lazily loaded code; not recorded
    try:
        m.connect(p, 3)
        m.keystrokes(p, 200, 0)
        m.download(p, 64)
    except (RuntimeError, OSError, Timeout) as e:
        errors.append(f"{p.name} warm-up: {e}")
        print("  !", errors[-1], flush=True)

if "sessions" in only:                          # first, while the gateways are fresh: heaps only grow
    for r in range(opt.session_rounds):
        for n in map(int, opt.session_counts.split(",")):
            order = paths[:]
            rng.shuffle(order)
            for p in order:
                took = take(p, f"sessions {n}", lambda: m.sessions(p, n, opt.parallel))
                print(f"  {n} sessions via {p.name}: {took:.0f} s", flush=True)
        save()
        print(f"session round {r + 1}/{opt.session_rounds} done at {time.monotonic() - t0:.0f} s", flush=True)
for r in range(opt.rounds):
    tests = [t for t in ("connect", "exec", "keys", "down", "up", "pty") if t in only]
    for test in tests:                            # each test visits every path, in a new random order
        order = paths[:]
        rng.shuffle(order)
        for p in order:
            take(p, test, {
                "connect": lambda: m.connect(p, opt.connects),
                "exec": lambda: m.exec_only(p, opt.connects),
                "keys": lambda: m.keystrokes(p, opt.keys, opt.paced),
                "down": lambda: m.download(p, opt.mib),
                "up": lambda: m.upload(p, opt.mib),
                "pty": lambda: m.pty_print(p, text, text_bytes, text_lines),
            }[test])
    save()
    print(f"round {r + 1}/{opt.rounds} done at {time.monotonic() - t0:.0f} s", flush=True)

meta["steal_s"] = system_cpu()[1] - st0
save()
print(f"{RESULTS}/{opt.tag}.json; {len(errors)} errors, {disturbed} measurements disturbed by other users")
