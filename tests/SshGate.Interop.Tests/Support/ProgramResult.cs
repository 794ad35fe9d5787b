using System.Security.Cryptography;
using System.Text;

namespace SshGate.Interop.Tests.Support;

/// <summary>What a program did: its exit status and all bytes of both streams.</summary>
internal sealed record ProgramResult(int ExitStatus, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string OutputHash => Convert.ToHexStringLower(SHA256.HashData(OutputBytes));

    /// <summary>Fails with both streams in the message, which the bare numbers never tell.</summary>
    public ProgramResult ShouldExit(int status)
    {
        Assert.True(ExitStatus == status, $"expected exit status {status}: {this}");
        return this;
    }

    public ProgramResult ShouldNotExit(int status)
    {
        Assert.True(ExitStatus != status, $"expected another exit status than {status}: {this}");
        return this;
    }

    public ProgramResult ShouldSay(string text)
    {
        Assert.True(Error.Contains(text, StringComparison.Ordinal), $"expected '{text}' on standard error: {this}");
        return this;
    }

    public override string ToString() =>
        $"exit status {ExitStatus}\noutput, {OutputBytes.Length} bytes: {Head(Output)}\nstandard error: {Head(Error)}";

    private static string Head(string text) => text.Length <= 4000 ? text : text[..4000] + " …";
}
