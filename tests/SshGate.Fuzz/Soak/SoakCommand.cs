using System.Globalization;

namespace SshGate.Fuzz.Soak;

/// <summary><c>soak MINUTES [SESSIONS [STALLED]]</c>.</summary>
internal static class SoakCommand
{
    public static Task<string> RunAsync(string[] arguments)
    {
        if (arguments is not ["soak", var minutes, .. var counts] || counts.Length > 2)
        {
            throw new ArgumentException("usage: soak MINUTES [SESSIONS [STALLED]]");
        }

        int[] numbers = [.. counts.Select(count => int.Parse(count, CultureInfo.InvariantCulture))];
        return new SoakRun(new SoakOptions(
            TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)),
            numbers is [var sessions, ..] ? sessions : 1000,
            numbers is [_, var stalled] ? stalled : 500,
            TimeSpan.FromSeconds(4))).RunAsync();
    }
}
