using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>An object of libcrypto, freed exactly once and never while a call uses it.</summary>
internal abstract class LibcryptoHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>Turns the null pointer of a failed libcrypto constructor into an exception.</summary>
    public static T Require<T>(T created)
        where T : LibcryptoHandle
    {
        if (!created.IsInvalid)
        {
            return created;
        }

        created.Dispose();
        Libcrypto.ERR_clear_error();
        throw new CryptographicException($"libcrypto could not create a {typeof(T).Name}.");
    }
}
