using System.Reflection;
using System.Runtime.InteropServices;
using SshGate.Gateway.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

public sealed class AdmittedCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void What_policy_allows_is_admitted_and_spent_once()
    {
        var admitted = Admit("ls");

        Assert.Null(admitted.Claim);
        Assert.True(admitted.TrySpend());
        Assert.False(admitted.TrySpend());
    }

    [Fact]
    public void A_hundred_threads_spend_it_once()
    {
        var admitted = Admit("ls");
        var spent = 0;

        Parallel.For(0, 100, new ParallelOptions { CancellationToken = Ct }, _ =>
        {
            if (admitted.TrySpend())
            {
                Interlocked.Increment(ref spent);
            }
        });

        Assert.Equal(1, spent);
    }

    [Fact]
    public void A_verdict_that_asks_for_people_admits_nothing()
    {
        var binding = ApprovalsFixture.Bind("rm x");

        Assert.Throws<InvalidOperationException>(
            () => AdmittedCommand.FromVerdict(PolicyVerdicts.Judge(binding), binding));
    }

    [Fact]
    public void A_verdict_on_anything_else_admits_nothing()
    {
        var binding = ApprovalsFixture.Bind("sh", "ls\n");
        var connection = PolicyDocument.Default!.Evaluate(new ConnectionRequest
        {
            Subject = new PolicySubject { Issuer = "https://issuer.test", Subject = "agent-1" },
            Target = new PolicyTarget { Name = "web1", Account = "deploy" },
            Now = TimeProvider.System.GetUtcNow(),
            SourceAddress = "192.0.2.7",
        });
        Verdict[] others =
        [
            connection,
            PolicyVerdicts.Allow(ApprovalsFixture.Bind("ls")),
            PolicyVerdicts.Allow(ApprovalsFixture.Bind("sh", "ls\n")),
            PolicyVerdicts.Allow(Variant(binding, input: null)),
            PolicyVerdicts.Allow(Variant(binding, "ls \n"u8.ToArray())),
            PolicyVerdicts.Allow(Variant(binding, binding.Input, "sha256:other")),
            PolicyVerdicts.Allow(binding, target: "web2"),
            PolicyVerdicts.Allow(binding, account: "root"),
        ];

        Assert.All(others, other =>
            Assert.Throws<InvalidOperationException>(() => AdmittedCommand.FromVerdict(other, binding)));
        Assert.True(AdmittedCommand.FromVerdict(PolicyVerdicts.Allow(binding), binding).TrySpend());
    }

    [Fact]
    public void Policy_says_which_question_it_answers()
    {
        var binding = ApprovalsFixture.Bind("ls");

        var answered = Assert.IsType<CommandRequest>(PolicyVerdicts.Judge(binding).Request);

        Assert.Same(binding.CommandLine, answered.Command);
    }

    [Fact]
    public async Task A_claim_admits_the_approved_bytes_once_and_no_others()
    {
        await using var fixture = await ApprovalsFixture.CreateAsync();
        var ticket = await fixture.SubmitAsync("rm a");
        await fixture.DecideAsync(ticket, fixture.Alice);
        var claim = await fixture.ClaimAsync(ticket);

        Assert.Throws<InvalidOperationException>(
            () => AdmittedCommand.FromClaim(claim!, ApprovalsFixture.Bind("rm b")));
        var admitted = AdmittedCommand.FromClaim(claim!, ApprovalsFixture.Bind("rm a"));
        Assert.Throws<InvalidOperationException>(
            () => AdmittedCommand.FromClaim(claim!, ApprovalsFixture.Bind("rm a")));

        Assert.Same(claim, admitted.Claim);
        Assert.Equal("rm a"u8.ToArray(), admitted.Binding.Command.ToArray());
        Assert.True(admitted.TrySpend());
    }

    [Fact]
    public void Bytes_that_changed_after_the_admission_are_not_spent()
    {
        var admitted = Admit("ls");

        // Nothing in the product can do this; a bug or unsafe code could.
        MemoryMarshal.AsMemory(admitted.Binding.Command).Span[0] = (byte)'X';

        Assert.False(admitted.TrySpend());
        Assert.False(admitted.TrySpend());
    }

    [Theory]
    [InlineData(typeof(AdmittedCommand), nameof(AdmittedCommand.FromClaim), nameof(AdmittedCommand.FromVerdict))]
    [InlineData(typeof(ApprovalClaim), nameof(ApprovalClaim.Take))]
    public void A_proof_has_no_constructor_but_its_own_and_no_factory_but_the_known_ones(Type proof, params string[] known)
    {
        const BindingFlags Any =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

        Assert.True(proof.IsSealed);
        Assert.All(proof.GetConstructors(Any), constructor => Assert.True(constructor.IsPrivate));
        var makers = proof.Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Any | BindingFlags.DeclaredOnly))
            .Where(method => method.DeclaringType == proof && method.IsStatic && Gives(method.ReturnType, proof))
            .Select(method => method.Name)
            .Order(StringComparer.Ordinal);
        Assert.Equal(known, makers);
    }

    [Fact]
    public void No_type_of_the_gateway_stores_proofs_for_later()
    {
        const BindingFlags Fields =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;

        Assert.DoesNotContain(
            typeof(AdmittedCommand).Assembly.GetTypes().SelectMany(type => type.GetFields(Fields)),
            field => Gives(field.FieldType, typeof(AdmittedCommand)) || Gives(field.FieldType, typeof(ApprovalClaim)));
    }

    private static AdmittedCommand Admit(string command)
    {
        var binding = ApprovalsFixture.Bind(command);
        return AdmittedCommand.FromVerdict(PolicyVerdicts.Allow(binding), binding);
    }

    /// <summary>The same parsed line in other circumstances.</summary>
    private static CommandBinding Variant(CommandBinding binding, ReadOnlyMemory<byte>? input, string? policyVersion = null) => new(
        binding.CommandLine,
        input,
        new Dictionary<string, string>(),
        directory: null,
        binding.Target,
        binding.Account,
        policyVersion ?? binding.PolicyVersion,
        binding.HasTerminal);

    private static bool Gives(Type type, Type proof) =>
        type == proof
        || (type.IsGenericType && type.GetGenericArguments().Any(argument => Gives(argument, proof)))
        || (type.HasElementType && Gives(type.GetElementType()!, proof));
}
