using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]

namespace SshGate.Ssh.Crypto;

/// <summary>
/// The functions of OpenSSL 3 that the base class library does not offer: X25519, Ed25519, AES-CTR, ChaCha20,
/// Poly1305 and integers that are wiped.
/// It is the library which the base class library's own shim loads, so no second copy comes into the process.
/// A function returns 1 for success, as OpenSSL documents each.
/// </summary>
internal static partial class Libcrypto
{
    /// <summary>NID_X25519 in obj_mac.h.</summary>
    public const int X25519 = 1034;

    /// <summary>NID_ED25519 in obj_mac.h.</summary>
    public const int Ed25519 = 1087;

    private const string Library = "libcrypto";

    // A static constructor, because the resolver must be there before the first call.
    static Libcrypto() => NativeLibrary.SetDllImportResolver(typeof(Libcrypto).Assembly, Resolve);

    /// <summary>Throws when a call that cannot fail for reasons of the peer has failed.</summary>
    public static void Check(int result)
    {
        if (result != 1)
        {
            ERR_clear_error();
            throw new CryptographicException("A libcrypto call failed.");
        }
    }

    // The error queue belongs to the thread: what a failure of ours leaves there must not confuse others.
    [LibraryImport(Library)]
    public static partial void ERR_clear_error();

    [LibraryImport(Library)]
    public static partial EvpCipherContext EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial nint EVP_aes_128_ctr();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_192_ctr();

    [LibraryImport(Library)]
    public static partial nint EVP_aes_256_ctr();

    [LibraryImport(Library)]
    public static partial nint EVP_chacha20();

    [LibraryImport(Library)]
    public static partial int EVP_CipherInit_ex(
        EvpCipherContext context, nint cipher, nint engine, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, int encrypt);

    [LibraryImport(Library)]
    public static partial int EVP_CipherUpdate(
        EvpCipherContext context, Span<byte> output, out int outputLength, ReadOnlySpan<byte> input, int inputLength);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial EvpMac EVP_MAC_fetch(nint libraryContext, string algorithm, string? properties);

    [LibraryImport(Library)]
    public static partial void EVP_MAC_free(nint mac);

    [LibraryImport(Library)]
    public static partial EvpMacContext EVP_MAC_CTX_new(EvpMac mac);

    [LibraryImport(Library)]
    public static partial void EVP_MAC_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_MAC_init(
        EvpMacContext context, ReadOnlySpan<byte> key, nuint keyLength, nint parameters);

    [LibraryImport(Library)]
    public static partial int EVP_MAC_update(EvpMacContext context, ReadOnlySpan<byte> data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_MAC_final(
        EvpMacContext context, Span<byte> output, out nuint outputLength, nuint outputSize);

    [LibraryImport(Library)]
    public static partial EvpKey EVP_PKEY_new_raw_private_key(
        int type, nint engine, ReadOnlySpan<byte> key, nuint keyLength);

    [LibraryImport(Library)]
    public static partial EvpKey EVP_PKEY_new_raw_public_key(
        int type, nint engine, ReadOnlySpan<byte> key, nuint keyLength);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_raw_public_key(EvpKey key, Span<byte> output, ref nuint length);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    public static partial EvpKeyContext EVP_PKEY_CTX_new(EvpKey key, nint engine);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_derive_init(EvpKeyContext context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_derive_set_peer(EvpKeyContext context, EvpKey peer);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_derive(EvpKeyContext context, Span<byte> secret, ref nuint length);

    [LibraryImport(Library)]
    public static partial EvpDigestContext EVP_MD_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_DigestSignInit(
        EvpDigestContext context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(Library)]
    public static partial int EVP_DigestSign(
        EvpDigestContext context,
        Span<byte> signature,
        ref nuint signatureLength,
        ReadOnlySpan<byte> data,
        nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_DigestVerifyInit(
        EvpDigestContext context, nint keyContext, nint digest, nint engine, EvpKey key);

    [LibraryImport(Library)]
    public static partial int EVP_DigestVerify(
        EvpDigestContext context,
        ReadOnlySpan<byte> signature,
        nuint signatureLength,
        ReadOnlySpan<byte> data,
        nuint dataLength);

    [LibraryImport(Library)]
    public static partial BigNumber BN_new();

    [LibraryImport(Library)]
    public static partial BigNumber BN_bin2bn(ReadOnlySpan<byte> magnitude, int length, nint target);

    [LibraryImport(Library)]
    public static partial int BN_bn2binpad(BigNumber number, Span<byte> output, int length);

    [LibraryImport(Library)]
    public static partial void BN_set_flags(BigNumber number, int flags);

    [LibraryImport(Library)]
    public static partial int BN_sub_word(BigNumber number, nuint word);

    [LibraryImport(Library)]
    public static partial int BN_div(
        nint quotient, BigNumber remainder, BigNumber dividend, BigNumber divisor, BigNumberContext context);

    [LibraryImport(Library)]
    public static partial int BN_mod_exp(
        BigNumber result, BigNumber number, BigNumber exponent, BigNumber modulus, BigNumberContext context);

    [LibraryImport(Library)]
    public static partial BigNumber BN_get_rfc3526_prime_2048(nint target);

    [LibraryImport(Library)]
    public static partial BigNumber BN_get_rfc3526_prime_4096(nint target);

    [LibraryImport(Library)]
    public static partial BigNumber BN_get_rfc3526_prime_8192(nint target);

    [LibraryImport(Library)]
    public static partial void BN_clear_free(nint number);

    [LibraryImport(Library)]
    public static partial BigNumberContext BN_CTX_new();

    [LibraryImport(Library)]
    public static partial void BN_CTX_free(nint context);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
        {
            return 0;
        }

        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, assembly, searchPath, out var library))
            {
                return library;
            }
        }

        return 0;
    }

    private static IEnumerable<string> Candidates()
    {
        // The variable by which .NET is told which OpenSSL to load: both must use the same one.
        var version = Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE");
        if (!string.IsNullOrEmpty(version))
        {
            yield return $"libcrypto.so.{version}";
        }

        yield return "libcrypto.so.3";
        yield return "libcrypto.so";
        yield return "libcrypto.3.dylib";
        yield return "libcrypto-3-x64.dll";
    }
}
