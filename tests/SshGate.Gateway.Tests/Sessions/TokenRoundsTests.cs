using System.Text;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Tests.Sessions;

public sealed class TokenRoundsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1022, 1)]
    [InlineData(1024, 2)]
    [InlineData(2500, 3)]
    [InlineData(3900, 4)]
    [InlineData(8000, 8)]
    public void Puts_a_cut_token_together(int length, int expectedRounds)
    {
        var token = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        using var rounds = new TokenRounds();
        var asked = 0;
        bool complete;
        do
        {
            var part = token[Math.Min(asked * TokenRounds.ClientLimit, length)..Math.Min((asked + 1) * TokenRounds.ClientLimit, length)];
            complete = rounds.Add(Encoding.ASCII.GetBytes(part));
            asked++;
        }
        while (!complete);

        Assert.Equal(expectedRounds, asked);
        using var secret = rounds.ToSecret();
        Assert.Equal(token, Encoding.ASCII.GetString(secret.Span));
    }

    [Fact]
    public void A_token_of_a_whole_number_of_parts_ends_with_an_empty_answer()
    {
        using var rounds = new TokenRounds();
        Assert.False(rounds.Add(new byte[TokenRounds.ClientLimit]));
        Assert.Contains("part 2", rounds.Prompt, StringComparison.Ordinal);
        Assert.True(rounds.Add([]));
    }

    [Fact]
    public void A_client_without_the_limit_sends_all_at_once()
    {
        using var rounds = new TokenRounds();
        Assert.True(rounds.Add(new byte[3900]));
    }

    [Fact]
    public void Never_takes_more_than_a_token_can_be()
    {
        using var rounds = new TokenRounds();
        Assert.Throws<InvalidDataException>(() => rounds.Add(new byte[100_000]));
    }
}
