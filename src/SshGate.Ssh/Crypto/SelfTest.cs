using System.Collections.Frozen;
using System.Security.Cryptography;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// Computes a published example with each primitive before the first use, and names the SSH algorithms that may be
/// offered. A libcrypto without a primitive (a FIPS provider has no X25519, ChaCha20 or Poly1305) then costs the
/// algorithm, not the program; and a broken build of one is noticed before it protects anything.
/// </summary>
internal static class SelfTest
{
    private static readonly FrozenDictionary<string, Lazy<bool>> Tests = CreateTests();

    /// <summary>The SSH names of the algorithms that failed here, in ordinal order.</summary>
    public static IReadOnlyList<string> Failed =>
        [.. Tests.Where(test => !test.Value.Value).Select(test => test.Key).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Whether the algorithm with this SSH name (key exchange, cipher, MAC or signature) works here.
    /// A name without a test has not passed one.
    /// </summary>
    public static bool Passed(string algorithm) => Tests.TryGetValue(algorithm, out var test) && test.Value;

    private static FrozenDictionary<string, Lazy<bool>> CreateTests()
    {
        var tests = new Dictionary<string, Lazy<bool>>(StringComparer.Ordinal);
        Add(() => KnownEncapsulations.MlKem768() && KnownAnswers.X25519(), "mlkem768x25519-sha256");
        Add(
            () => KnownEncapsulations.Sntrup761() && KnownAnswers.X25519(),
            "sntrup761x25519-sha512",
            "sntrup761x25519-sha512@openssh.com");
        Add(KnownAnswers.X25519, "curve25519-sha256", "curve25519-sha256@libssh.org");
        Add(KnownAnswers.EcdhP256, "ecdh-sha2-nistp256");
        Add(KnownAnswers.EcdhP384, "ecdh-sha2-nistp384");
        Add(KnownAnswers.EcdhP521, "ecdh-sha2-nistp521");
        Add(KnownAnswers.Group14, "diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1");
        Add(KnownAnswers.Group16, "diffie-hellman-group16-sha512");
        Add(KnownAnswers.Group18, "diffie-hellman-group18-sha512");
        Add(KnownAnswers.ChaCha20Poly1305, "chacha20-poly1305@openssh.com");
        Add(KnownAnswers.AesGcm, "aes128-gcm@openssh.com", "aes256-gcm@openssh.com");
        Add(KnownAnswers.AesCtr, "aes128-ctr", "aes192-ctr", "aes256-ctr");
        Add(KnownAnswers.HmacSha256, "hmac-sha2-256", "hmac-sha2-256-etm@openssh.com");
        Add(KnownAnswers.HmacSha512, "hmac-sha2-512", "hmac-sha2-512-etm@openssh.com");
        Add(KnownAnswers.HmacSha1, "hmac-sha1", "hmac-sha1-etm@openssh.com");
        Add(KnownSignatures.Ed25519, "ssh-ed25519", "sk-ssh-ed25519@openssh.com");
        Add(KnownSignatures.EcdsaP256, "ecdsa-sha2-nistp256", "sk-ecdsa-sha2-nistp256@openssh.com");
        Add(KnownSignatures.EcdsaP384, "ecdsa-sha2-nistp384");
        Add(KnownSignatures.EcdsaP521, "ecdsa-sha2-nistp521");
        Add(KnownSignatures.RsaSha256, "rsa-sha2-256");
        Add(KnownSignatures.RsaSha512, "rsa-sha2-512");
        Add(() => KnownSignatures.RsaSha256() && KnownAnswers.Sha1(), "ssh-rsa");
        return tests.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(Func<bool> knownAnswer, params ReadOnlySpan<string> algorithms)
        {
            var result = new Lazy<bool>(() => Run(knownAnswer));
            foreach (var algorithm in algorithms)
            {
                tests.Add(algorithm, result);
            }
        }
    }

    private static bool Run(Func<bool> knownAnswer)
    {
        try
        {
            return knownAnswer();
        }
        catch (Exception e) when (e is CryptographicException
            or SshProtocolException
            or PlatformNotSupportedException
            or DllNotFoundException
            or EntryPointNotFoundException)
        {
            return false;
        }
    }
}
