"""Paths under test, process-tree accounting, ssh client invocation."""
import ctypes, glob, json, os, signal, statistics, subprocess, time, urllib.request

RUN, RESULTS = os.environ["BENCH_RUN"], os.environ["BENCH_RESULTS"]
SSH = "/usr/bin/ssh"
TICK = os.sysconf("SC_CLK_TCK")


class Path:
    def __init__(self, name, order, rec_dir=None, askpass=None, approvals=None):
        self.name, self.order, self.rec_dir, self.approvals = name, order, rec_dir, approvals
        self.env = {"PATH": "/usr/bin:/bin", "HOME": f"{RUN}/home", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        if askpass:
            self.env |= {"SSH_ASKPASS": askpass, "SSH_ASKPASS_REQUIRE": "force"}
        self.tree = Tree(name)
        self.idle = set(self.tree.pids())     # what runs when nobody is connected

    def leftovers(self):
        """Processes that a finished session left behind."""
        self.tree.settle(len(self.idle))
        return len(set(self.tree.pids()) - self.idle)

    def api(self, what, body=None):
        """The gate's API, as somebody who may approve."""
        with open(self.approvals["token"]) as f:
            headers = {"Authorization": "Bearer " + f.read().strip(), "Content-Type": "application/json"}
        request = urllib.request.Request(
            self.approvals["api"] + "/api/v1/" + what, headers=headers, data=body and json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def approve_held(self):
        """Approves whatever is held; how many that was."""
        held = self.api("approvals?state=pending") if self.approvals else []
        for request in held:
            digest = self.api("approvals/" + request["id"])["digest"]
            self.api(f"approvals/{request['id']}/approve", dict(digest=digest, reason="the benchmark types into it"))
        return len(held)

    def argv(self, command, tty=False, opts=()):
        return [SSH, "-F", f"{RUN}/ssh_config", "-tt" if tty else "-T", *opts, self.name, "--", command]

    def spawn(self, command, tty=False, opts=(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=None):
        return subprocess.Popen(self.argv(command, tty, opts), stdin=stdin, stdout=stdout,
                                stderr=stderr or subprocess.DEVNULL, env=self.env)

    def recorded_bytes(self):
        if not self.rec_dir or not os.path.isdir(self.rec_dir):
            return 0
        return sum(os.path.getsize(f) for f in glob.glob(f"{self.rec_dir}/**", recursive=True) if os.path.isfile(f))

    def clear_recordings(self):
        """Keeps the disk small between tests; only files of a recording directory below BENCH_RUN."""
        if self.rec_dir and os.path.realpath(self.rec_dir).startswith(os.path.realpath(RUN) + "/"):
            for f in glob.glob(f"{self.rec_dir}/**", recursive=True):
                if os.path.isfile(f):
                    os.unlink(f)


def load_paths(names=None):
    paths = [Path(**json.load(open(f))) for f in glob.glob(f"{RUN}/paths/*.json")]
    paths.sort(key=lambda p: p.order)
    if names:
        known = {p.name for p in paths}
        missing = [n for n in names if n not in known]
        if missing:
            raise SystemExit(f"not up: {missing}; up: {sorted(known)}")
        paths = [p for p in paths if p.name in names]
    if not paths:
        raise SystemExit("nothing is up: run 'bench.sh up'")
    return paths


def stat_fields(pid):
    with open(f"/proc/{pid}/stat") as f:
        return f.read().rsplit(")", 1)[1].split()


class Tree:
    """The bastion-side processes of a path: all descendants of its supervisor (or a given root pid and its
    descendants).  'direct' has none; so has a path whose name has no pid file."""

    def __init__(self, name):
        self.kind, self.root = None, None
        try:
            self.kind, pid = open(f"{RUN}/pids/{name}").read().split()
            self.root = int(pid)
        except OSError:
            pass

    def pids(self):
        if not self.root:
            return []
        children = {}
        for p in filter(str.isdigit, os.listdir("/proc")):
            try:
                children.setdefault(int(stat_fields(p)[1]), []).append(int(p))
            except (OSError, IndexError):
                pass
        out, todo = ([] if self.kind == "supervisor" else [self.root]), [self.root]
        while todo:
            kids = children.get(todo.pop(), [])
            out += kids
            todo += kids
        return out

    def cpu(self):
        """CPU seconds so far, reaped children included.  Fields 11-14: utime stime cutime cstime.
        A live process counts in whole 10 ms ticks; take it after short-lived processes have ended."""
        if not self.root:
            return 0.0
        total = sum(map(int, stat_fields(self.root)[13:15])) if self.kind == "supervisor" else 0
        for pid in self.pids():
            try:
                total += sum(map(int, stat_fields(pid)[11:15]))
            except (OSError, IndexError):
                pass
        return total / TICK

    def memory(self):
        """{'pss','uss','rss','procs'}, KiB."""
        m = dict(pss=0, uss=0, rss=0, procs=0)
        for pid in self.pids():
            try:
                for line in open(f"/proc/{pid}/smaps_rollup"):
                    k, _, rest = line.partition(":")
                    if k == "Pss":
                        m["pss"] += int(rest.split()[0])
                    elif k in ("Private_Clean", "Private_Dirty"):
                        m["uss"] += int(rest.split()[0])
                    elif k == "Rss":
                        m["rss"] += int(rest.split()[0])
                m["procs"] += 1
            except (OSError, ValueError):
                pass
        return m

    def settle(self, baseline, limit=3.0):
        """Waits until the tree is back to its idle size; returns seconds waited."""
        t = time.monotonic()
        while len(self.pids()) > baseline and time.monotonic() - t < limit:
            time.sleep(0.005)
        return time.monotonic() - t


def system_cpu():
    """(busy, steal) seconds of the whole machine."""
    f = [int(x) for x in open("/proc/stat").readline().split()[1:9]]
    return (f[0] + f[1] + f[2] + f[5] + f[6]) / TICK, f[7] / TICK


def process_table():
    """{pid: (ppid, cpu ticks with reaped children)} without kernel threads."""
    table = {}
    for p in filter(str.isdigit, os.listdir("/proc")):
        try:
            f = stat_fields(p)
        except (OSError, IndexError):
            continue
        if f[1] not in ("0", "2") or p == "1":
            table[int(p)] = (int(f[1]), sum(map(int, f[11:15])))
    return table


class Foreign:
    """CPU used by processes that are not part of this benchmark (this machine may have other users)."""

    def __init__(self):
        self.roots = {os.getpid()}
        for f in glob.glob(f"{RUN}/pids/*"):
            self.roots.add(int(open(f).read().split()[1]))
        self.last = 0

    def sample(self):
        table = process_table()
        mine = {}

        def is_mine(pid):
            chain = []
            while pid in table and pid not in mine and pid not in self.roots:
                chain.append(pid)
                pid = table[pid][0]
            verdict = pid in self.roots or mine.get(pid, False)
            for c in chain:
                mine[c] = verdict
            return verdict

        # a sum, not per pid: a reaped child's time moves to its parent
        return sum(cpu for pid, (_, cpu) in table.items() if not is_mine(pid)) / TICK

    def delta(self):
        """CPU seconds since the last call."""
        new = self.sample()
        used, self.last = max(0.0, new - self.last), new
        return used

    def wait_quiet(self, most=0.06, window=0.4, limit=60.0):
        """Waits for a window in which others use less than `most` of a core; False if none came."""
        end_by = time.monotonic() + limit
        self.delta()
        while time.monotonic() < end_by:
            t = time.monotonic()
            time.sleep(window)
            if self.delta() / (time.monotonic() - t) < most:
                return True
        return False


class Timeout(Exception):
    pass


class limit:
    """with limit(seconds): ...   raises Timeout."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        def late(*_):
            raise Timeout(f"over {self.seconds} s")
        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)


def adopt_strays():
    """Orphans of our ssh clients (the inner ssh of -J) become our children, so that their CPU counts as ours."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)       # PR_SET_CHILD_SUBREAPER


def reap_strays(limit=2.0):
    """Between measurements, when no client of ours should be alive."""
    end_by = time.monotonic() + limit
    while time.monotonic() < end_by:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
        except ChildProcessError:
            return


def end(proc):
    """Ends a client we started, and closes its pipes."""
    for f in (proc.stdin, proc.stdout, proc.stderr):
        if f:
            try:
                f.close()
            except OSError:
                pass
    if proc.poll() is None:
        proc.terminate()
        try:
            proc.wait(3)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()


def quantile(values, q):
    v = sorted(values)
    if not v:
        return float("nan")
    i = (len(v) - 1) * q
    lo = int(i)
    hi = min(lo + 1, len(v) - 1)
    return v[lo] + (v[hi] - v[lo]) * (i - lo)


median = statistics.median
