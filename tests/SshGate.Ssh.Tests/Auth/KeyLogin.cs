using SshGate.Ssh.Auth;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Auth;

/// <summary>A publickey request as a test wants it: by default as it should be, so that one thing can be wrong at a time.</summary>
internal sealed record KeyLogin(ISshSigner Signer)
{
    public string User { get; init; } = "agent";

    public bool IsHostBound { get; init; }

    /// <summary>The algorithm in the request.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The key or certificate in the request.</summary>
    public byte[]? Blob { get; init; }

    /// <summary>The server's key in the request.</summary>
    public byte[]? HostKey { get; init; }

    /// <summary>Changes the session identifier that is signed.</summary>
    public Func<byte[], byte[]> Session { get; init; } = session => session;

    /// <summary>Signs the request alone, which would be good in every session.</summary>
    public bool LeavesSessionOut { get; init; }

    /// <summary>Changes the request that is signed; the one that is sent stays.</summary>
    public Func<KeyLogin, KeyLogin> Signed { get; init; } = login => login;

    /// <summary>Changes the signature blob.</summary>
    public Func<byte[], byte[]> Signature { get; init; } = signature => signature;

    /// <summary>The algorithm to sign with, if not the announced one.</summary>
    public string? SigningAlgorithm { get; init; }

    private string AlgorithmName => Algorithm ?? Signer.SignatureAlgorithms[0];

    public void Offer(ScriptedClient client) => client.Send(Fields(client, isSigned: false));

    public async Task SignAsync(ScriptedClient client)
    {
        var session = Session([.. client.Transport.Kex.SessionIdentifier]);
        var request = Signed(this).Fields(client, isSigned: true);
        var signature = await Signer.SignAsync(
            SigningAlgorithm ?? AlgorithmName,
            LeavesSessionOut ? request : PublicKeyRequest.SignedData(session, request),
            TestContext.Current.CancellationToken);
        client.Send(writer =>
        {
            writer.WriteBytes(Fields(client, isSigned: true));
            writer.WriteString(Signature(signature));
        });
    }

    private byte[] Fields(ScriptedClient client, bool isSigned) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthRequest);
        writer.WriteText(User);
        writer.WriteText("ssh-connection");
        writer.WriteText(IsHostBound ? "publickey-hostbound-v00@openssh.com" : "publickey");
        writer.WriteBoolean(isSigned);
        writer.WriteText(AlgorithmName);
        writer.WriteString(Blob ?? (Signer.Certificate?.Blob ?? Signer.PublicKey.Blob).ToArray());
        if (IsHostBound)
        {
            writer.WriteString(HostKey ?? client.Transport.Kex.HostKeyBlob.Span);
        }
    });
}
