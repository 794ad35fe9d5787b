using System.Numerics;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// One of the two fields of Streamlined NTRU Prime. Elements are centered around zero. A type argument instead of a value,
/// so that the compiler makes a loop of its own for each field.
/// </summary>
internal interface ISntrupField
{
    /// <summary>The representatives of integers up to twice the square of the largest representative, in any sign.</summary>
    public static abstract Vector<int> Reduce(Vector<int> values);

    /// <summary>The reciprocal of an element that is not zero.</summary>
    public static abstract int Invert(int element);
}
