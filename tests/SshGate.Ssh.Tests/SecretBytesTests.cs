namespace SshGate.Ssh.Tests;

public sealed class SecretBytesTests
{
    [Fact]
    public void Prints_nothing_of_the_secret()
    {
        using var secret = new SecretBytes("hunter2"u8);
        Assert.Equal("[redacted]", secret.ToString());
        Assert.Equal("[redacted]", $"{secret}");
    }

    [Fact]
    public void Compares_length_and_content()
    {
        using var secret = new SecretBytes("hunter2"u8);
        Assert.Equal(7, secret.Length);
        Assert.True(secret.FixedTimeEquals("hunter2"u8));
        Assert.False(secret.FixedTimeEquals("hunter3"u8));
        Assert.False(secret.FixedTimeEquals("hunter"u8));
        Assert.False(secret.FixedTimeEquals(default));
    }

    [Fact]
    public void Owns_its_copy()
    {
        var source = "hunter2"u8.ToArray();
        using var secret = new SecretBytes(source);
        source.AsSpan().Clear();
        Assert.True(secret.FixedTimeEquals("hunter2"u8));
    }

    [Fact]
    public void Is_wiped_and_unreadable_after_dispose()
    {
        var secret = new SecretBytes("hunter2"u8);
        var memory = secret.Span;
        secret.Dispose();
        Assert.Equal(new byte[7], memory.ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.FixedTimeEquals(new byte[7]));
    }
}
