using System.Reflection;
using System.Text.RegularExpressions;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>The bypass catalogue is complete: every row has a test that bears its id.</summary>
public sealed partial class TableTests
{
    private static readonly string[] Rows =
    [
        "A1", "A2", "A3", "A4", "A5", "A6", "A7",
        "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "B11",
        "C1", "C2", "C3", "C4",
        "D1", "D2", "D3", "D4", "D5", "D6", "D7",
        "E1", "E2", "E3", "E4", "E5", "E6", "E7",
        "F1", "F2", "F3", "F4", "F5", "F6", "F7",
        "G1", "G2", "G3",
    ];

    [Fact]
    public void Every_row_of_the_bypass_catalogue_has_a_test_and_every_test_a_row()
    {
        var tested = typeof(TableTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(TableTests).Namespace)
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
            .Select(method => RowId().Match(method.Name).Value)
            .Where(row => row.Length > 0)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Rows.Except(tested));
        Assert.Empty(tested.Except(Rows));
    }

    [GeneratedRegex("^[A-G][0-9]+(?=_)")]
    private static partial Regex RowId();
}
