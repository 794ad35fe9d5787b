"""What SshGate is to reach, beside what a run found: ratios of medians within the run."""
from common import quantile


def goals(samples, gate="sshgate", is_level=False):
    """Rows (measure, goal, found, whether it is met); a goal without samples is left out."""
    def value(path, key, q=0.5):
        return quantile(samples.get(path, {}).get(key, []), q)

    def of(key, q=0.5):
        return value(gate, key, q)

    def ratio(key, base, q=0.5):
        return of(key, q) / value(base, key, q)

    def worst(key):
        return max(samples.get(gate, {}).get(key, [float("nan")]))

    rows = [
        ("connect and `true`", "at most 0.45 x direct", ratio("connect_ms", "direct"), lambda v: v <= 0.45, "{:.2f} x"),
        ("  CPU of the gate", "at most 5 ms", of("connect_cpu_ms"), lambda v: v <= 5, "{:.1f} ms"),
        ("exec over a live master", "at most 1.05 x direct", ratio("exec_ms", "direct"), lambda v: v <= 1.05, "{:.2f} x"),
        ("keystroke p50", "at most 1.5 x direct", ratio("rtt_hot_us", "direct"), lambda v: v <= 1.5, "{:.2f} x"),
        ("keystroke p99", "at most 2 x direct", ratio("rtt_hot_us", "direct", 0.99), lambda v: v <= 2, "{:.2f} x"),
        ("download", "at least 0.5 x direct", ratio("down_mbs", "direct"), lambda v: v >= 0.5, "{:.2f} x") if is_level else
        ("download", "at least 1.25 x ssh -J", ratio("down_mbs", "jump"), lambda v: v >= 1.25, "{:.2f} x"),
        ("  CPU of the gate", "at most 1.4 s/GB", of("down_cpu_s_per_gb"), lambda v: v <= 1.4, "{:.2f} s/GB"),
        ("upload", "at least 1.4 x ssh -J", ratio("up_mbs", "jump"), lambda v: v >= 1.4, "{:.2f} x"),
        ("  CPU of the gate", "at most 1.4 s/GB", of("up_cpu_s_per_gb"), lambda v: v <= 1.4, "{:.2f} s/GB"),
        ("print on a terminal", "at least 0.95 x direct", ratio("pty_mbs", "direct"), lambda v: v >= 0.95, "{:.2f} x"),
        ("  CPU of the gate", "at most 6 s/GB", of("pty_cpu_s_per_gb"), lambda v: v <= 6, "{:.2f} s/GB"),
        ("  bytes lost", "none", worst("pty_lost_bytes"), lambda v: v == 0, "{:.0f}"),
        ("200 sessions opened", f"at least {1.5 if is_level else 2.5} x direct", ratio("sess200_per_s", "direct"),
         lambda v: v >= (1.5 if is_level else 2.5), "{:.2f} x"),
        ("  memory of one", "at most 64 KiB", of("sess200_pss_kib"), lambda v: v <= 64, "{:.0f} KiB"),
        ("  memory of all and the gate", "at most 110 MiB", of("sess200_total_pss_mib"), lambda v: v <= 110, "{:.0f} MiB"),
    ]
    return [(name, goal, form.format(found), "yes" if met(found) else "no")
            for name, goal, found, met, form in rows if found == found]
