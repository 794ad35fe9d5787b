"""One function per measurement.  Each takes a Path and returns a dict of plain numbers or lists."""
import fcntl, os, select, selectors, subprocess, time

from common import RUN, end, limit, system_cpu

PIPE = subprocess.PIPE
MB = 1e6
now = time.perf_counter


def big_pipe(f):
    try:
        fcntl.fcntl(f, 1031, 1 << 20)          # F_SETPIPE_SZ
    except OSError:
        pass
    return f.fileno()


class Cost:
    """CPU of the path's processes and of the whole machine, over a block of work."""

    def __init__(self, path, settle=True):
        self.path, self.settle = path, settle

    def __enter__(self):
        self.c0, (self.s0, self.st0) = self.path.tree.cpu(), system_cpu()
        return self

    def __exit__(self, *_):
        if self.settle:
            self.path.tree.settle(len(self.path.idle))
        s1, st1 = system_cpu()
        self.cpu, self.system, self.steal = self.path.tree.cpu() - self.c0, s1 - self.s0, st1 - self.st0


# ---------------------------------------------------------------- 1. latency
def connect(path, n, command="true", opts=()):
    """connect + authenticate + command + disconnect, as a user's `ssh host true`."""
    out = []
    with Cost(path) as cost:
        for _ in range(n):
            t = now()
            p = path.spawn(command, opts=opts)
            with limit(60):
                rc = p.wait()
            if rc:
                raise RuntimeError(f"{path.name}: ssh ... {command}: exit status {rc}")
            out.append((now() - t) * 1e3)
    return dict(connect_ms=out, connect_cpu_ms=[cost.cpu / n * 1e3])


def exec_only(path, n):
    """`ssh host true` over a ControlMaster that is already up."""
    exec_only.serial += 1
    sock = f"{RUN}/ctl/{os.getpid()}-{exec_only.serial}"
    opts = ["-o", f"ControlPath={sock}"]
    master = subprocess.Popen([*path.argv("x", opts=["-N", "-M", *opts])[:-2]], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=path.env)
    try:
        end_by = now() + 20
        while not os.path.exists(sock):
            if now() > end_by or master.poll() is not None:
                raise RuntimeError(f"{path.name}: no control master")
            time.sleep(0.01)
        time.sleep(0.1)
        out = []
        with Cost(path, settle=False) as cost:
            for i in range(n + 1):
                t = now()
                p = path.spawn("true", opts=opts)
                with limit(30):
                    rc = p.wait()
                if rc:
                    raise RuntimeError(f"{path.name}: exec over the master: exit status {rc}")
                if i:                          # the first may open the onward connection
                    out.append((now() - t) * 1e3)
        return dict(exec_ms=out)
    finally:
        end(master)


exec_only.serial = 0


# ---------------------------------------------------------------- 2. throughput
def drain(fd, sink):
    """Moves a pipe to /dev/null without copying; returns (bytes, first byte, last byte, first chunk)."""
    total, first, last, chunk0 = 0, None, None, 0
    while True:
        n = os.splice(fd, sink, 1 << 20)
        if n == 0:
            return total, first, last, chunk0
        last = now()
        if first is None:
            first, chunk0 = last, n
        total += n


def rates(name, total, seconds, cost):
    gb = total / 1e9
    return {f"{name}_mbs": [total / MB / seconds], f"{name}_cpu_s_per_gb": [cost.cpu / gb],
            f"{name}_system_cpu_s_per_gb": [cost.system / gb], f"{name}_steal_s": [cost.steal]}


def random_file():
    """16 MiB that are no text."""
    name = f"{RUN}/data/random"
    if not os.path.exists(name):
        with open(name, "wb") as f:
            f.write(os.urandom(16 << 20))
    return name


def download(path, mib, timeout=180):
    """`head -c N` of zeros, or of random bytes, by exec, without a pty; first byte to last byte."""
    source = f"head -c {mib}M /dev/zero"
    if os.environ.get("BENCH_DOWNLOAD") == "random":
        blob = random_file()
        source = "cat" + f" {blob}" * (mib // 16)
    with open("/dev/null", "wb") as sink, Cost(path) as cost, limit(timeout):
        p = path.spawn(source, stdout=PIPE)
        try:
            total, first, last, chunk0 = drain(big_pipe(p.stdout), sink.fileno())
            rc = p.wait()
        finally:
            end(p)
    if total != mib << 20 or rc:
        raise RuntimeError(f"{path.name}: download: {total} bytes, exit status {rc}")
    return rates("down", total - chunk0, last - first, cost)


def upload(path, mib, timeout=180):
    """N MiB into `cat >/dev/null` by exec, without a pty; start signal to end signal from the target."""
    block = 64 << 20
    mem = os.memfd_create("zeros")
    os.truncate(mem, block)
    try:
        with Cost(path) as cost, limit(timeout):
            p = path.spawn("echo R; cat >/dev/null; echo D", stdin=PIPE, stdout=PIPE)
            try:
                if p.stdout.readline() != b"R\n":
                    raise RuntimeError(f"{path.name}: upload: no start signal")
                t, w, left = now(), big_pipe(p.stdin), mib << 20
                while left:
                    left -= os.sendfile(w, mem, (mib << 20) - left & block - 1, min(left, 1 << 20))
                p.stdin.close()
                if p.stdout.readline() != b"D\n":
                    raise RuntimeError(f"{path.name}: upload: no end signal")
                seconds = now() - t
                p.wait()
            finally:
                end(p)
    finally:
        os.close(mem)
    return rates("up", mib << 20, seconds, cost)


def pty_print(path, text, text_bytes, text_lines, timeout=180):
    """`cat text` in a pty session (recorded where the path records); first byte to last byte.
    The target's tty turns each \\n into \\r\\n, hence the expected count."""
    expected = text_bytes + text_lines
    rec0 = path.recorded_bytes()
    with open("/dev/null", "wb") as sink, Cost(path) as cost, limit(timeout):
        p = path.spawn(f"cat {text}", tty=True, stdin=PIPE, stdout=PIPE)
        try:
            total, first, last, chunk0 = drain(big_pipe(p.stdout), sink.fileno())
            p.wait()
        finally:
            end(p)
    recorded = path.recorded_bytes() - rec0
    path.clear_recordings()
    out = rates("pty", max(total - chunk0, 1), last - first, cost)
    out["pty_lost_bytes"] = [expected - total]
    out["pty_recorded_per_byte"] = [recorded / expected]
    return out


# ---------------------------------------------------------------- 3. keystrokes
# A gate lets keystrokes through to a program that people approved for that, so something interactive is in the command; it never runs.
RAW_CAT = "stty raw -echo; printf READY; cat || less"


def open_raw_cat(path):
    """A terminal session in which `cat` itself answers each byte (no echo of the kernel)."""
    p = path.spawn(RAW_CAT, tty=True, stdin=PIPE, stdout=PIPE)
    try:
        with limit(30):
            seen = b""
            while b"READY" not in seen:
                if path.approvals and not select.select([p.stdout], [], [], 0.1)[0]:
                    path.approve_held()
                    continue
                b = os.read(p.stdout.fileno(), 4096)
                if not b:
                    raise RuntimeError(f"{path.name}: no terminal session: {seen[-200:]!r}")
                seen += b
    except BaseException:
        end(p)
        raise
    time.sleep(0.2)
    return p


def keystrokes(path, n, n_paced, gap=0.005):
    """One byte out, the same byte back.  'hot': back to back.  'paced': a pause before each, so everything sleeps."""
    p = open_raw_cat(path)
    w, r = p.stdin.fileno(), p.stdout.fileno()
    hot, paced = [], []
    try:
        with limit(60):
            for i in range(n + 50):
                t = now()
                os.write(w, b"k")
                if os.read(r, 64) != b"k":
                    raise RuntimeError(f"{path.name}: wrong echo")
                if i >= 50:
                    hot.append((now() - t) * 1e6)
            for _ in range(n_paced):
                time.sleep(gap)
                t = now()
                os.write(w, b"k")
                if os.read(r, 64) != b"k":
                    raise RuntimeError(f"{path.name}: wrong echo")
                paced.append((now() - t) * 1e6)
    finally:
        end(p)
    path.clear_recordings()
    return dict(rtt_hot_us=hot, rtt_paced_us=paced)


# ---------------------------------------------------------------- 4. many sessions
def sessions(path, n, parallel=8, timeout=150, rest=3.0):
    """n pty sessions, `parallel` being opened at a time, then left idle."""
    key = f"sess{n}"
    mem0, cpu0 = path.tree.memory(), path.tree.cpu()
    procs, ready, failed, started = [], 0, 0, 0
    sel = selectors.DefaultSelector()
    t0 = now()
    try:
        while ready + failed < n:
            while started < n and started - ready - failed < parallel:
                p = path.spawn("stty -echo; printf READY; cat", tty=True, stdin=PIPE, stdout=PIPE)
                procs.append(p)
                sel.register(p.stdout, selectors.EVENT_READ, [p, b""])
                started += 1
            if now() - t0 > timeout:
                failed += started - ready - failed
                break
            for k, _ in sel.select(1.0):
                b = os.read(k.fileobj.fileno(), 4096)
                k.data[1] += b
                if b"READY" in k.data[1]:
                    ready += 1
                    sel.unregister(k.fileobj)
                elif not b:
                    failed += 1
                    sel.unregister(k.fileobj)
        t1 = now()
        time.sleep(rest)
        mem1 = path.tree.memory()
        c, t = path.tree.cpu(), now()
        time.sleep(rest)
        idle_cpu = (path.tree.cpu() - c) / (now() - t)
        alive = sum(p.poll() is None for p in procs)
    finally:
        sel.close()
        for p in procs:
            if p.poll() is None:
                p.terminate()
        for p in procs:
            end(p)
    drained = path.tree.settle(len(path.idle), 20)
    mem2 = path.tree.memory()
    path.clear_recordings()
    ok = max(ready, 1)
    return {f"{key}_per_s": [ready / (t1 - t0)], f"{key}_failed": [failed + n - failed - alive if alive < ready else failed],
            f"{key}_pss_kib": [(mem1["pss"] - mem0["pss"]) / ok], f"{key}_uss_kib": [(mem1["uss"] - mem0["uss"]) / ok],
            f"{key}_procs": [(mem1["procs"] - mem0["procs"]) / ok], f"{key}_base_pss_kib": [mem0["pss"]], f"{key}_total_pss_mib": [mem1["pss"] / 1024],
            f"{key}_after_pss_kib": [mem2["pss"]], f"{key}_left_procs": [mem2["procs"] - len(path.idle)],
            f"{key}_idle_cpu_pct": [idle_cpu * 100], f"{key}_drain_s": [drained],
            f"{key}_cpu_ms_each": [(path.tree.cpu() - cpu0) / ok * 1e3]}
