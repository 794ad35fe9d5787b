using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

public sealed class CommandBindingTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["LANG"] = "C", ["TERM"] = "xterm" };

    public static TheoryData<string> Differences => new(Variants.Keys);

    private static Dictionary<string, Func<CommandBinding>> Variants => new()
    {
        ["command"] = () => Bind(command: "ls -l"),
        ["trailing line feed"] = () => Bind(command: "ls\n"),
        ["context"] = () => Bind(context: CommandContext.Script),
        ["no input"] = () => Bind(input: null),
        ["empty input"] = () => Bind(input: ""),
        ["input"] = () => Bind(input: "rm x"),
        ["no environment"] = () => Bind(environment: []),
        ["environment value"] = () => Bind(environment: new(Environment) { ["LANG"] = "D" }),
        ["environment name"] = () => Bind(environment: new(Environment) { ["LANGTERM"] = "" }),
        ["no directory"] = () => Bind(directory: null),
        ["directory"] = () => Bind(directory: "/tmp/"),
        ["target"] = () => Bind(target: "web2"),
        ["account"] = () => Bind(account: "root"),
        ["policy"] = () => Bind(policy: "sha256:2"),
        ["terminal"] = () => Bind(hasTerminal: true),
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Whatever_differs_gives_another_digest(string difference) =>
        Assert.NotEqual(Bind().Digest, Variants[difference]().Digest);

    [Fact]
    public void All_variants_differ_from_one_another()
    {
        var digests = Variants.Values.Select(variant => variant().Digest).ToArray();

        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void The_same_circumstances_give_the_same_digest()
    {
        var reversed = new Dictionary<string, string>(Environment.Reverse());

        Assert.Equal(Bind().Digest, Bind(environment: reversed).Digest);
        Assert.StartsWith("sha256:", Bind().Digest, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_looks_like_the_rest_of_the_encoding_does_not_collide() =>
        Prop.ForAll<NonNull<string>, NonNull<string>, NonNull<string>>((command, input, directory) =>
            Bind(command.Get + input.Get, directory.Get, "/").Digest != Bind(command.Get, input.Get + directory.Get, "/").Digest
            || input.Get.Length == 0)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_callers_buffers_can_change_without_changing_the_binding()
    {
        var command = "ls"u8.ToArray();
        var input = "SELECT 1"u8.ToArray();
        var environment = new Dictionary<string, string>(Environment);
        var binding = new CommandBinding(
            CommandLine.Parse(command, CommandContext.Exec), input, environment, "/tmp", "web1", "deploy", "sha256:1", hasTerminal: false);

        command[0] = (byte)'r';
        input[0] = (byte)'X';
        environment["LANG"] = "changed";

        Assert.Equal("ls"u8.ToArray(), binding.Command.ToArray());
        Assert.Equal("SELECT 1"u8.ToArray(), binding.Input!.Value.ToArray());
        Assert.Equal(binding.Digest, binding.ComputeDigest());
    }

    [Fact]
    public void No_input_is_not_empty_input()
    {
        Assert.Null(Bind(input: null).Input);
        Assert.Equal(0, Bind(input: "").Input?.Length);
    }

    [Fact]
    public void The_bound_bytes_are_the_parsed_bytes_and_no_copy()
    {
        var line = CommandLine.Parse("ls"u8.ToArray(), CommandContext.Exec);
        var binding = new CommandBinding(
            line, input: null, new Dictionary<string, string>(), directory: null, "web1", "deploy", "sha256:1", hasTerminal: false);

        Assert.True(binding.Command.Equals(line.Source));
    }

    [Fact]
    public void A_text_that_nobody_would_read_is_not_reviewable()
    {
        Assert.True(Bind(command: new string('x', 1000)).IsReviewable);
        Assert.False(Bind(input: new string('x', CommandBinding.MaxReviewableBytes)).IsReviewable);
    }

    [Fact]
    public void A_directory_with_a_NUL_is_refused() =>
        Assert.Throws<ArgumentException>(() => Bind(directory: "/tmp\0/x"));

    private static CommandBinding Bind(
        string command = "ls",
        string? input = "SELECT 1",
        string? directory = "/tmp",
        string target = "web1",
        string account = "deploy",
        string policy = "sha256:1",
        CommandContext context = CommandContext.Exec,
        Dictionary<string, string>? environment = null,
        bool hasTerminal = false) => new(
        CommandLine.Parse(Encoding.UTF8.GetBytes(command), context),
        input is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(input),
        environment ?? Environment,
        directory,
        target,
        account,
        policy,
        hasTerminal);
}
