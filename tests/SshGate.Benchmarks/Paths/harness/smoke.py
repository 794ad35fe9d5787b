"""Checks every path before it is measured: exit status, stdout/stderr kept apart, binary data both ways,
a pty session, and that something was recorded where the path claims to record."""
import hashlib, os, subprocess, sys, time

from common import RUN, end, load_paths

bad = 0
TRIALS, EXECS = 3, 60
blob = os.urandom(8 << 20)
digest = hashlib.sha256(blob).hexdigest()
with open(f"{RUN}/data/blob", "wb") as f:
    f.write(blob)


def ssh(path, command, tty=False, data=None):
    return subprocess.run(path.argv(command, tty), input=data, capture_output=True, env=path.env, timeout=60,
                          **({} if data is not None else dict(stdin=subprocess.DEVNULL)))


def execs_over_master(path, n):
    """How many of n quick commands over one connection lost their exit status."""
    opts = ["-o", f"ControlPath={RUN}/ctl/smoke-{path.name}"]
    master = subprocess.Popen(path.argv("x", opts=["-N", "-M", *opts])[:-2], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=path.env)
    try:
        for _ in range(200):
            if os.path.exists(opts[1][12:]):
                break
            time.sleep(0.05)
        return sum(path.spawn("exit 7", opts=opts).wait() != 7 for _ in range(n))
    finally:
        end(master)


for path in load_paths(sys.argv[1:] or None):
    checks = {}
    try:
        r = ssh(path, "echo out; echo err >&2; exit 7")
        checks["exit status"] = r.returncode == 7
        checks["stdout"] = r.stdout == b"out\n"
        checks["stderr"] = r.stderr == b"err\n"
        r = ssh(path, f"cat {RUN}/data/blob")
        checks["down 8 MiB"] = hashlib.sha256(r.stdout).hexdigest() == digest
        r = ssh(path, "sha256sum", data=blob)
        checks["up 8 MiB"] = r.stdout.split()[:1] == [digest.encode()]
        before = path.recorded_bytes()
        checks[f"{EXECS} execs over one connection"] = not execs_over_master(path, EXECS)
        want = b"".join(b"%d\r\n" % i for i in range(1, 20001))
        lost = 0
        for _ in range(TRIALS):
            p = path.spawn("tty; seq 1 20000", tty=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            out = p.stdout.read()
            p.wait()
            p.stdin.close()
            checks["pty"] = out.startswith(b"/dev/pts/")
            lost += want not in out
        if lost:       # a fault of the path itself, not of this harness: said, not counted
            checks[f"NOTE: output of a pty session cut short in {lost} of {TRIALS}"] = True
        time.sleep(0.3)
        grown = path.recorded_bytes() - before
        checks[f"recorded {grown} B"] = grown > 100000 if path.rec_dir else True
        path.clear_recordings()
    except Exception as e:
        checks[repr(e)[:200]] = False
    print(f"{path.name:10} " + ", ".join(("" if ok else "FAILED: ") + k for k, ok in checks.items()))
    bad += sum(not ok for ok in checks.values())
sys.exit(bad > 0)
