namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>What a client program is asked to do.</summary>
/// <param name="Port">Where our server listens, on 127.0.0.1.</param>
/// <param name="RekeyBytes">After how many bytes the client starts a rekey; 0 leaves it to the program.</param>
/// <param name="Home">A folder of its own, for its settings.</param>
/// <param name="TrustsCertificate">Whether a client that can is to trust our certificate instead of our keys.</param>
internal sealed record ClientCall(string Port, int RekeyBytes, string Home, bool TrustsCertificate);
