namespace SshGate.Fuzz.Engine;

/// <summary>An input was taken and what came of it is wrong.</summary>
internal sealed class BrokenLawException(string message) : Exception(message)
{
    public static void Unless(bool holds, string law)
    {
        if (!holds)
        {
            throw new BrokenLawException(law);
        }
    }
}
