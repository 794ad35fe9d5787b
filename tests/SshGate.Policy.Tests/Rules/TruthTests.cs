using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Tests.Rules;

public sealed class TruthTests
{
    private static readonly bool?[] Values = [true, null, false];

    [Fact]
    public void Conjunction_and_disjunction_are_those_of_Kleene()
    {
        foreach (var a in Values)
        {
            foreach (var b in Values)
            {
                // bool? in C# is Kleene's logic for & and |.
                Assert.Equal(a & b, Truth.All([a, b], value => value));
                Assert.Equal(a | b, Truth.Any([a, b], value => value));
                Assert.Equal(!(a & b), Truth.Any([!a, !b], value => value));
            }
        }

        Assert.True(Truth.All(Array.Empty<bool?>(), value => value));
        Assert.False(Truth.Any(Array.Empty<bool?>(), value => value));
    }
}
