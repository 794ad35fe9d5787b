using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh;

namespace SshGate.Gateway.Vault;

/// <summary>Obtains the 32 bytes that open the vault.</summary>
internal static class MasterKey
{
    /// <summary>The key of AES-256 and of HKDF with SHA-256.</summary>
    public const int Length = 32;

    /// <summary>
    /// Hex needs 64 characters; the rest is room for a line end and for seeing that it is the wrong file.
    /// </summary>
    private const int MaxTextBytes = 1024;

    /// <summary>A command may ask a person or a network service.</summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    /// <exception cref="VaultException">Locked, with what to do.</exception>
    public static SecretBytes Load(MasterKeyOptions options)
    {
        using var text = options switch
        {
            { File: { } file } => FromFile(file),
            { Environment: { } variable } => FromEnvironment(variable),
            { Command: { Count: > 0 } command } => FromCommand(command),
            _ => throw Locked("the configuration names no master key (File, Environment or Command)"),
        };
        return Decode(text.Span)
            ?? throw Locked(
                "the master key is not 32 bytes written as 64 hex digits or as base64; one is made with: openssl rand -hex 32");
    }

    /// <summary>Makes a new master key in a file that only its owner may read; a file that is there is kept.</summary>
    public static void CreateFile(string path)
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        var text = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes) + "\n");
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                PrivateFile.CreateFolder(folder);
            }

            PrivateFile.Create(path, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Locked($"the master key file cannot be made: {failure.Message}", failure);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static SecretBytes FromFile(string file)
    {
        try
        {
            return PrivateFile.Read(file, MaxTextBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Locked($"the master key file cannot be used: {failure.Message}", failure);
        }
    }

    private static SecretBytes FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 and <= MaxTextBytes } value
            ? new SecretBytes(Encoding.UTF8.GetBytes(value))
            : throw Locked($"the environment variable {variable} holds no master key");

    private static SecretBytes FromCommand(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using var process = Process.Start(start) ?? throw Locked($"the master key command '{command[0]}' did not start");
            var output = new byte[MaxTextBytes];
            var reading = process.StandardOutput.BaseStream.ReadAtLeastAsync(output, output.Length, throwOnEndOfStream: false).AsTask();
            var ended = reading.Wait(CommandTimeout) && process.WaitForExit(CommandTimeout);
            if (!ended)
            {
                process.Kill(entireProcessTree: true);
                throw Locked($"the master key command '{command[0]}' did not end within {CommandTimeout.TotalSeconds:0} seconds");
            }

            var secret = new SecretBytes(output.AsSpan(0, reading.Result));
            CryptographicOperations.ZeroMemory(output);
            if (process.ExitCode == 0)
            {
                return secret;
            }

            secret.Dispose();
            throw Locked($"the master key command '{command[0]}' failed with exit status {process.ExitCode}");
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or AggregateException)
        {
            throw Locked($"the master key command '{command[0]}' cannot be used: {failure.Message}", failure);
        }
    }

    private static SecretBytes? Decode(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim("\r\n\t "u8);
        Span<byte> key = stackalloc byte[Length];
        try
        {
            var length = 0;
            var decoded = trimmed.Length == 2 * Length
                ? Convert.FromHexString(trimmed, key, out _, out length) == System.Buffers.OperationStatus.Done
                : Base64.IsValid(trimmed, out length)
                    && length == Length
                    && Base64.DecodeFromUtf8(trimmed, key, out _, out length) == System.Buffers.OperationStatus.Done;
            return decoded && length == Length ? new SecretBytes(key) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static VaultException Locked(string why, Exception? inner = null) =>
        new(VaultFailure.Locked, $"the vault is locked: {why}", inner);
}
