namespace SshGate.Gateway.Targets;

/// <summary>
/// The ways to targets that are reached through others: found when the catalogue is read, so that no session meets a loop
/// or a name that is not there.
/// </summary>
internal static class TargetRoutes
{
    /// <summary>Each hop is a login more before the first byte, and a machine more that sees the connection; no network needs more.</summary>
    public const int MaxJumps = 3;

    /// <summary>The machines before this one, the first to be dialled first; or what is wrong with the way.</summary>
    public static (IReadOnlyList<TargetHop> Route, string? Problem) Find(
        Target target, IReadOnlyDictionary<string, Target> targets)
    {
        var hops = new List<TargetHop>();
        for (var at = target; at.Jump is { } jump;)
        {
            if (!targets.TryGetValue(jump.Target, out var through))
            {
                return ([], $"there is no target named '{jump.Target}'");
            }

            if (through.FindAccount(jump.Account) is not { } account)
            {
                return ([], jump.Account is null
                    ? $"the target '{jump.Target}' has no default account; write account+{jump.Target}"
                    : $"the target '{jump.Target}' has no account '{jump.Account}'");
            }

            if (through.Name == target.Name || hops.Any(hop => hop.Target.Name == through.Name))
            {
                var way = string.Join(" → ", hops.Select(hop => hop.Target.Name).Append(through.Name).Prepend(target.Name));
                return ([], $"the way leads in a circle: {way}");
            }

            if (hops.Count == MaxJumps)
            {
                return ([], $"the way to '{target.Name}' has more than {MaxJumps} jumps");
            }

            hops.Add(new TargetHop(through, account));
            at = through;
        }

        hops.Reverse();
        return (hops, null);
    }
}
