"""Tables from results/<tag>.json: median [min-max of samples, or p10-p90 where there are many]; then the
goals beside what was found; also results/<tag>.summary.json.   Usage: report.py [tag...]"""
import glob, json, os, re, sys

from common import RESULTS, median, quantile
from goals import goals

ROWS = [  # key, label, format, statistic
    ("connect_ms", "connect+auth+true, ms", "{:.1f}", "median"),
    ("connect_cpu_ms", "  bastion CPU, ms", "{:.1f}", "median"),
    ("exec_ms", "exec over a live master, ms", "{:.1f}", "median"),
    ("rtt_hot_us", "keystroke p50, us", "{:.0f}", "p50"),
    ("rtt_hot_us", "keystroke p99, us", "{:.0f}", "p99"),
    ("rtt_paced_us", "keystroke 5 ms apart p50, us", "{:.0f}", "p50"),
    ("rtt_paced_us", "keystroke 5 ms apart p99, us", "{:.0f}", "p99"),
    ("down_mbs", "download, MB/s", "{:.0f}", "median"),
    ("down_cpu_s_per_gb", "  bastion CPU s/GB", "{:.2f}", "median"),
    ("down_system_cpu_s_per_gb", "  whole machine CPU s/GB", "{:.2f}", "median"),
    ("up_mbs", "upload, MB/s", "{:.0f}", "median"),
    ("up_cpu_s_per_gb", "  bastion CPU s/GB", "{:.2f}", "median"),
    ("pty_mbs", "pty print 64 MiB, MB/s", "{:.1f}", "median"),
    ("pty_cpu_s_per_gb", "  bastion CPU s/GB", "{:.2f}", "median"),
    ("pty_recorded_per_byte", "  recorded bytes per byte", "{:.2f}", "median"),
    ("pty_lost_bytes", "  bytes not delivered (worst)", "{:.0f}", "max"),
]


def session_rows(samples):
    counts = sorted({int(m[1]) for v in samples.values() for k in v if (m := re.match(r"sess(\d+)_per_s", k))})
    rows = []
    for n in counts:
        rows += [(f"sess{n}_per_s", f"{n} pty sessions: opened/s", "{:.1f}", "median"),
                 (f"sess{n}_cpu_ms_each", "  bastion CPU, open to close, ms each", "{:.1f}", "median"),
                 (f"sess{n}_pss_kib", "  PSS/session, KiB", "{:.0f}", "median"),
                 (f"sess{n}_uss_kib", "  private (USS)/session, KiB", "{:.0f}", "median"),
                 (f"sess{n}_total_pss_mib", "  PSS of all, MiB", "{:.0f}", "median"),
                 (f"sess{n}_procs", "  processes/session", "{:.1f}", "median"),
                 (f"sess{n}_idle_cpu_pct", "  idle CPU, % of a core", "{:.1f}", "median"),
                 (f"sess{n}_base_pss_kib", "  PSS before, KiB", "{:.0f}", "first"),
                 (f"sess{n}_after_pss_kib", "  PSS after closing, KiB", "{:.0f}", "median"),
                 (f"sess{n}_failed", "  failed (worst)", "{:.0f}", "max")]
    return rows


def stat(values, kind):
    return {"median": median, "max": max, "first": lambda v: v[0], "p50": lambda v: quantile(v, .5),
            "p99": lambda v: quantile(v, .99)}[kind](values)


def spread(values, kind):
    """What the statistic's reader should know of its scatter."""
    if kind in ("max", "first") or len(values) < 2:
        return None
    if len(values) >= 400:                    # keystrokes: the statistic over 5 consecutive fifths (the rounds)
        k = len(values) // 5
        parts = [stat(values[i * k:(i + 1) * k], kind) for i in range(5)]
        return min(parts), max(parts)
    if len(values) >= 20:
        return quantile(values, .1), quantile(values, .9)
    return min(values), max(values)


tags = sys.argv[1:] or sorted(os.path.basename(f)[:-5] for f in glob.glob(f"{RESULTS}/*.json")
                             if not f.endswith(".summary.json"))
for tag in tags:
    d = json.load(open(f"{RESULTS}/{tag}.json"))
    s, meta = d["samples"], d["meta"]
    names = list(s)
    print(f"\n## {tag}: {meta['started']}, ciphers: {meta['ciphers']}, kex: {meta['kex']}, {meta['ssh']}, {meta['cpus']} x {meta['cpu']}, "
          f"{meta['took_s']:.0f} s, steal {meta.get('steal_s', 0):.1f} s\n")
    print("| | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    summary = {n: {} for n in names}
    for key, label, fmt, kind in ROWS + session_rows(s):
        cells = []
        for n in names:
            v = s[n].get(key)
            if not v or (n == "direct" and ("cpu" in key and "system" not in key or "pss" in key or "uss" in key
                                            or "procs" in key or "recorded" in key)):
                cells.append("-")
                continue
            x, sp = stat(v, kind), spread(v, kind)
            summary[n][f"{key}.{kind}"] = dict(value=x, spread=sp, n=len(v))
            f1 = fmt.format(x)
            cells.append(f1 if sp is None or fmt.format(sp[0]) == fmt.format(sp[1]) else
                         f"{f1} [{fmt.format(sp[0])}-{fmt.format(sp[1])}]")
        if any(c != "-" for c in cells):
            print(f"| {label} | " + " | ".join(cells) + " |")
    print("\n| goal | | found | met |\n|---|---|---|---|")
    for row in goals(s, is_level=meta["ciphers"] != "defaults"):
        print("| " + " | ".join(row) + " |")
    left = {n: int(sum(s[n].get("left_processes", []))) for n in names}
    if any(left.values()):
        print("\nProcesses left behind by finished sessions, whole run:", {n: k for n, k in left.items() if k})
    if d.get("disturbed"):
        print(f"{d['disturbed']} measurements were disturbed by other users of the machine")
    for e in d["errors"]:
        print("error:", e)
    with open(f"{RESULTS}/{tag}.summary.json", "w") as f:
        json.dump(dict(meta=meta, summary=summary), f, indent=1)
