namespace SshGate.Ssh.Tests.Conformance;

/// <summary>Where a man in the middle slips a packet into the plain text of a handshake.</summary>
public enum TamperingPoint
{
    BeforeKexInit,
    BeforeNewKeys,
}
