using SshGate.Gateway.Lanes.Shell;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Lanes.Shell;

public sealed class ShellStateTests
{
    private static readonly ShellEffects Nothing = new();

    [Theory]
    [InlineData("/home/ada", "~")]
    [InlineData("/home/ada/src", "~/src")]
    [InlineData("/home/adam", "/home/adam")]
    [InlineData("/", "/")]
    public void The_prompt_shows_the_directory_as_a_shell_does(string directory, string shown)
    {
        var state = new ShellState();
        Assert.Equal("~", state.ShownDirectory);

        Assert.Empty(state.Apply(new ReportedState(directory, "/home/ada", []), Nothing));

        Assert.Equal(shown, state.ShownDirectory);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("")]
    [InlineData("/with\nline")]
    [InlineData("/with\u001b[31m")]
    [InlineData("/c1\u009b")]
    public void A_directory_that_is_no_plain_absolute_path_is_not_taken_over(string directory)
    {
        var state = new ShellState();
        state.Apply(new ReportedState("/srv", "/home/ada", []), Nothing);

        Assert.Single(state.Apply(new ReportedState(directory, "/home/ada", []), Nothing));

        Assert.Equal("/srv", state.Directory);
    }

    [Fact]
    public void A_directory_has_a_bound() =>
        Assert.Single(new ShellState().Apply(new ReportedState("/" + new string('x', 5000), "/", []), Nothing));

    [Theory]
    [InlineData("a\u0007b", "control characters")]
    [InlineData("a\rb", "control characters")]
    public void A_value_with_control_characters_is_not_taken_over(string value, string why)
    {
        var state = new ShellState();

        var problem = Assert.Single(state.Apply(Variables(("A", value), ("B", "x\n\ty")), Nothing));

        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.Equal(["B"], state.Variables.Select(variable => variable.Key));
    }

    [Fact]
    public void A_value_that_a_rule_masks_is_not_carried_into_text_that_is_recorded()
    {
        var state = new ShellState();
        state.Apply(Variables(("URL", "none"), ("B", "x")), Nothing);

        var problem = Assert.Single(state.Apply(Variables(("URL", "postgres://app:hunter2@db/app"), ("B", "y")), Nothing, ["connection-string"]));

        Assert.Contains("masked by a rule", problem, StringComparison.Ordinal);
        Assert.Equal(["B"], state.Variables.Select(variable => variable.Key));
    }

    [Fact]
    public void Values_have_a_bound_each_and_together()
    {
        var state = new ShellState();
        Assert.Single(state.Apply(Variables(("A", new string('x', 9000))), Nothing));
        Assert.Empty(state.Apply(Variables([.. "ABC".Select(c => (c.ToString(), new string('x', 8000)))]), Nothing));

        Assert.Contains("24 KiB", Assert.Single(state.Apply(Variables(("D", new string('x', 8000))), Nothing)), StringComparison.Ordinal);
        Assert.Empty(state.Apply(Variables(("A", "small")), Nothing));
    }

    [Fact]
    public void Variables_have_a_bound()
    {
        var state = new ShellState();
        state.Apply(Variables([.. Enumerable.Range(0, ShellState.MaxVariables).Select(i => ($"A{i}", "x"))]), Nothing);

        Assert.Single(state.Apply(Variables(("B", "x")), Nothing));
        Assert.Empty(state.Apply(Variables(("A1", "y")), Nothing));
    }

    [Fact]
    public void An_exported_variable_stays_exported_until_it_is_unset()
    {
        var state = new ShellState();
        state.Apply(Variables(("A", "1")), new ShellEffects { ExportedVariables = ["A"] });
        state.Apply(Variables(("A", "2")), Nothing);
        Assert.Equal(new CarriedVariable("2", true), Assert.Single(state.Variables).Value);

        state.Apply(Variables(("A", null)), Nothing);
        state.Apply(Variables(("A", "3")), Nothing);

        Assert.Equal(new CarriedVariable("3", false), Assert.Single(state.Variables).Value);
    }

    [Fact]
    public void What_the_shell_keeps_for_itself_is_not_asked_about() =>
        Assert.Equal(
            ["A", "B"],
            ShellState.Carriable(new ShellEffects { AssignedVariables = ["B", "PWD", "UID", "_", "RANDOM"], ExportedVariables = ["A", "OLDPWD"] }));

    private static ReportedState Variables(params (string Name, string? Value)[] variables) =>
        new("/srv", "/home/ada", [.. variables.Select(v => new KeyValuePair<string, string?>(v.Name, v.Value))]);
}
