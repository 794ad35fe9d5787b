using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.History;

namespace SshGate.Gateway.Tests.History;

public sealed class RollingCountTests
{
    private const int Steps = 10;

    [Fact]
    public void A_count_is_never_below_the_truth_and_at_most_one_step_above_it() =>
        Prop.ForAll(Gen.Choose(0, 15).ListOf().ToArbitrary(), pauses =>
        {
            var count = new RollingCount(Steps);
            var events = new List<long>();
            var now = 1000L;
            foreach (var pause in pauses)
            {
                now += pause;
                count.Add(now);
                events.Add(now);
                var least = events.Count(step => step > now - Steps);
                var most = events.Count(step => step >= now - Steps);
                if (count.Sum(now) < least || count.Sum(now) > most)
                {
                    return false;
                }
            }

            return count.Steps().Sum(step => step.Value) == count.Sum(now);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Time_that_goes_back_loses_nothing()
    {
        var count = new RollingCount(Steps);
        count.Add(100);
        count.Add(50);

        Assert.Equal(2, count.Sum(100));
        Assert.Equal(0, count.Sum(200));
    }
}
