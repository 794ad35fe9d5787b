namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>Fills a span with random bytes: <see cref="System.Security.Cryptography.RandomNumberGenerator"/>, or in tests a given stream.</summary>
internal delegate void RandomSource(Span<byte> bytes);
