using System.Security.Cryptography;

namespace SshGate.Interop.Tests.Support;

/// <summary>A word that occurs nowhere else, so that tests which share a gate find only their own traces.</summary>
internal static class Marker
{
    public static string New(string word = "mark") =>
        $"{word}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
}
