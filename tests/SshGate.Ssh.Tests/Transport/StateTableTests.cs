using System.Buffers.Binary;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>Every message number at every point of a connection, to our server and to our client, against <see cref="StateModel"/>.</summary>
public sealed class StateTableTests
{
    public static TheoryData<bool, bool, string> Points()
    {
        var data = new TheoryData<bool, bool, string>();
        foreach (var point in StateModel.Points)
        {
            data.Add(true, true, point);
            if (point != "challenge")
            {
                data.Add(false, true, point);
            }

            if (point is "kexinit" or "method" or "newkeys")
            {
                data.Add(true, false, point);
                data.Add(false, false, point);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_message_has_the_reaction_that_the_standards_give_it(bool isServer, bool strict, string point)
    {
        for (var message = 0; message <= byte.MaxValue; message++)
        {
            if (StateModel.Of(isServer, strict, point, (byte)message) == Reaction.Step)
            {
                continue;
            }

            using var walk = await StateWalk.StartAsync(isServer, strict, point);
            try
            {
                await CheckAsync(walk, (byte)message);
            }
            catch (Exception e)
            {
                Assert.Fail($"Message {message}, expected {walk.Expected((byte)message)}: {e.Message}");
            }
        }
    }

    [Fact]
    public async Task Random_walks_through_legal_and_illegal_messages_end_where_the_model_says()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            try
            {
                await WalkAsync(new Random(seed));
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}: {e.Message}");
            }
        }
    }

    private static async Task CheckAsync(StateWalk walk, byte message)
    {
        var isLoggedIn = walk.ChannelIsOpen;
        var expected = walk.Expected(message);
        var before = walk.Peer.Seen.Count;
        var number = walk.Peer.Sequence;
        await walk.SendAsync(message);
        switch (expected)
        {
            case Reaction.Refused:
                Assert.Equal(DisconnectReason.ProtocolError, await walk.EndAsync());
                break;
            case Reaction.Ended:
                Assert.NotEqual(DisconnectReason.ProtocolError, await walk.EndAsync());
                break;
            default:
                walk.Note(message);
                await walk.GoOnAsync();
                await AssertAnswerAsync(walk, expected, message, number, before);
                return;
        }

        // Nothing illegal logs in or reaches a handler.
        Assert.Equal(isLoggedIn && walk.IsServer, walk.Application.Connection is not null);
        Assert.Empty(walk.Application.Requests);
    }

    private static async Task AssertAnswerAsync(StateWalk walk, Reaction expected, byte message, uint number, int before)
    {
        switch (expected)
        {
            case Reaction.Answered:
                // Handlers answer when they are done, which may be behind the sign of life.
                while (!walk.Peer.Seen.Skip(before).Any(answer => answer[0] == StateWalk.AnswerTo(walk.IsServer, message)))
                {
                    Assert.NotNull(await walk.Peer.ReadAsync());
                }

                break;
            case Reaction.Unimplemented:
                var answer = Assert.Single(walk.Peer.Seen.Skip(before), answer => answer[0] == 3);
                Assert.Equal(number, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(1)));
                break;
            default:
                Assert.DoesNotContain(walk.Peer.Seen.Skip(before), answer => answer[0] is 1 or 3);
                break;
        }
    }

    private static async Task WalkAsync(Random random)
    {
        using var walk = await StateWalk.StartAsync(random.Next(2) == 0, random.Next(2) == 0, "kexinit");
        for (var steps = random.Next(20); steps > 0; steps--)
        {
            for (var messages = random.Next(3); messages > 0; messages--)
            {
                var message = (byte)random.Next(256);
                for (var tries = 0; tries < 200 && random.Next(10) > 0 && !GoesOn(walk.Expected(message)); tries++)
                {
                    message = (byte)random.Next(256);
                }

                var expected = walk.Expected(message);
                if (expected == Reaction.Step)
                {
                    continue;
                }

                await walk.SendAsync(message);
                if (!GoesOn(expected))
                {
                    Assert.Equal(expected == Reaction.Refused, await walk.EndAsync() == DisconnectReason.ProtocolError);
                    return;
                }

                walk.Note(message);
            }

            await walk.StepAsync(withChallenge: random.Next(2) == 0);
        }

        await walk.GoOnAsync();
    }

    private static bool GoesOn(Reaction reaction) => reaction is Reaction.Taken or Reaction.Answered or Reaction.Unimplemented;
}
