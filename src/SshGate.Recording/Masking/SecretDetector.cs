using System.Text.RegularExpressions;

namespace SshGate.Recording.Masking;

/// <summary>One kind of secret: how it is found in text, and which part of what is found is secret.</summary>
/// <param name="Name">The word that policies use, and that stands where the secret stood.</param>
/// <param name="Pattern">Without backtracking; a group named <c>secret</c> narrows what is masked.</param>
/// <param name="IsSecret">A second look at a match; null when the pattern says it all.</param>
internal sealed record SecretDetector(string Name, Regex Pattern, Func<string, bool>? IsSecret = null)
{
    /// <summary>Private keys are found by their armour, over many lines; <see cref="PrivateKeyBlock"/> does that.</summary>
    public const string PrivateKey = "private-key";

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly SecretDetector[] ByPattern =
    [
        new("jwt", new Regex(@"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*", Options)),
        new(
            "cloud-key",
            new Regex(
                @"(AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_-]{20,}"
                + @"|xox[abeoprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|sk-[A-Za-z0-9_-]{20,}"
                + @"|(?i:aws_secret_access_key|secretaccesskey)[""']?\s?[=:]\s?[""']?(?<secret>[A-Za-z0-9/+]{40})",
                Options)),
        new("bearer", new Regex(@"(?i:bearer|basic) (?<secret>[A-Za-z0-9._~+/=-]{8,})", Options)),
        new(
            "connection-string",
            new Regex(@"[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@]*:(?<secret>[^\s/]+)@|(?i:password|pwd)=(?<secret>[^\s;""']+)", Options)),
        new("email", new Regex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", Options)),
        new("card", new Regex(@"([0-9][ -]?){12,18}[0-9]", Options), CardNumber.IsValid),
        new("phone", new Regex(@"\+[0-9]{1,3}[ -]?([0-9][ -]?){6,12}[0-9]", Options)),
    ];

    /// <summary>Every detector there is.</summary>
    public static IReadOnlyList<string> Names { get; } = [PrivateKey, .. ByPattern.Select(detector => detector.Name)];

    /// <summary>The detectors of these names, in the order in which they are applied; private keys are not among them.</summary>
    public static IReadOnlyList<SecretDetector> Of(IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return [.. ByPattern.Where(detector => wanted.Contains(detector.Name))];
    }
}
