using System.Security.Cryptography;
using SshGate.Ssh;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Puts a token together that arrives in keyboard-interactive answers. OpenSSH's client cuts every answer at
/// <see cref="ClientLimit"/> bytes, so an answer of exactly that length means that more is to come.
/// </summary>
/// <remarks>Owned by one login attempt; not thread-safe. Its bytes are wiped on dispose.</remarks>
internal sealed class TokenRounds : IDisposable
{
    /// <summary>The longest answer that OpenSSH's client sends: <c>char buf[1024]</c> with its terminating zero.</summary>
    public const int ClientLimit = 1023;

    /// <summary>8 rounds of 1023 bytes: more than the longest token the verifier accepts.</summary>
    private const int MaxRounds = 8;

    private readonly byte[] _bytes = new byte[MaxRounds * ClientLimit + ClientLimit];
    private int _length;
    private int _rounds;

    /// <summary>What to ask next. "assword" is the word that helpers such as sshpass wait for.</summary>
    public string Prompt => _rounds == 0 ? "Password (access token): " : $"Password (access token, part {_rounds + 1}): ";

    /// <summary>Takes one answer. True when the token is complete, false when another round is needed.</summary>
    /// <exception cref="InvalidDataException">More than a token can be.</exception>
    public bool Add(ReadOnlySpan<byte> answer)
    {
        if (answer.Length > _bytes.Length - _length)
        {
            throw new InvalidDataException("the answers are longer than any token");
        }

        answer.CopyTo(_bytes.AsSpan(_length));
        _length += answer.Length;
        _rounds++;
        return answer.Length != ClientLimit || _rounds == MaxRounds;
    }

    /// <summary>The token so far; the caller disposes it.</summary>
    public SecretBytes ToSecret() => new(_bytes.AsSpan(0, _length));

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
