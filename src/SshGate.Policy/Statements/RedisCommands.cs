namespace SshGate.Policy.Statements;

/// <summary>Redis commands that only read.</summary>
internal static class RedisCommands
{
    private static readonly HashSet<string> Reading = new(
        (
            "GET MGET STRLEN GETRANGE SUBSTR EXISTS TYPE TTL PTTL EXPIRETIME PEXPIRETIME SCAN KEYS RANDOMKEY DBSIZE INFO PING ECHO TIME "
            + "LLEN LRANGE LINDEX LPOS HGET HMGET HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HSCAN HRANDFIELD SCARD SMEMBERS SISMEMBER SMISMEMBER "
            + "SRANDMEMBER SSCAN SINTER SUNION SDIFF SINTERCARD ZCARD ZCOUNT ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZRANGEBYLEX "
            + "ZREVRANGEBYLEX ZLEXCOUNT ZSCORE ZMSCORE ZRANK ZREVRANK ZSCAN ZRANDMEMBER ZDIFF ZINTER ZUNION BITCOUNT BITPOS GETBIT PFCOUNT_ "
            + "XLEN XRANGE XREVRANGE XINFO XPENDING GEOPOS GEODIST GEOHASH GEOSEARCH LASTSAVE ROLE DUMP LOLWUT COMMAND QUIT")
            .Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> ReadingPairs = new(
        [
            "SLOWLOG GET", "SLOWLOG LEN", "CLIENT LIST", "CLIENT INFO", "CLIENT ID", "CLIENT GETNAME", "MEMORY USAGE", "MEMORY STATS",
            "MEMORY DOCTOR", "OBJECT ENCODING", "OBJECT IDLETIME", "OBJECT REFCOUNT", "OBJECT FREQ", "CLUSTER INFO", "CLUSTER NODES",
            "CLUSTER SLOTS", "CLUSTER SHARDS", "CLUSTER KEYSLOT", "LATENCY LATEST", "LATENCY HISTORY", "LATENCY DOCTOR", "PUBSUB CHANNELS",
            "PUBSUB NUMSUB", "PUBSUB NUMPAT", "MODULE LIST", "ACL WHOAMI", "ACL CAT", "CONFIG GET", "SCRIPT EXISTS", "FUNCTION LIST", "XINFO STREAM",
        ],
        StringComparer.Ordinal);

    /// <summary>Judges one line of the client's input, in which quotes group and a backslash in quotes escapes.</summary>
    public static void JudgeLine(string line, Action<RiskClass, string> report, Action<string> effective)
    {
        if (line.Contains('\\', StringComparison.Ordinal))
        {
            // "\x70" is a p: which name is meant is not seen.
            report(RiskClass.Opaque, "an escaped character");
        }

        Judge(
            [.. line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"', '\''))], report, effective);
    }

    /// <summary>Judges one command given by its words.</summary>
    public static void Judge(IReadOnlyList<string> words, Action<RiskClass, string> report, Action<string> effective)
    {
        if (words.Count == 0)
        {
            return;
        }

        var verb = words[0].ToUpperInvariant();
        effective(verb);
        var pair = words.Count > 1 ? $"{verb} {words[1].ToUpperInvariant()}" : verb;
        var isSecret = pair == "CONFIG GET" && words.Skip(2).Any(word => word.Contains("pass", StringComparison.OrdinalIgnoreCase)
            || word.Contains('*', StringComparison.Ordinal) || word.Contains('?', StringComparison.Ordinal) || word.Contains('[', StringComparison.Ordinal)
            || word.Contains("auth", StringComparison.OrdinalIgnoreCase));
        if (isSecret)
        {
            report(RiskClass.Exfil, "a configuration value that may be a password");
        }
        else if (!Reading.Contains(verb) && !ReadingPairs.Contains(pair))
        {
            var risk = verb.Contains("DEL", StringComparison.Ordinal) || verb.StartsWith("FLUSH", StringComparison.Ordinal) || verb is "UNLINK" or "SHUTDOWN"
                ? RiskClass.Destructive
                : verb is "EVAL" or "EVALSHA" or "FCALL" ? RiskClass.Opaque : RiskClass.Write;
            report(risk, $"{Classification.Report.Short(verb)} is not a reading command");
        }
    }
}
