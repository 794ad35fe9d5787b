using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>One channel that a hostile agent opens, and what it does there; the script catalogue_agent.py plays it.</summary>
internal sealed class ChannelScript
{
    private readonly JsonObject _json = [];
    private JsonArray? _steps;

    public static ChannelScript Exec(string command) => Exec(Encoding.UTF8.GetBytes(command));

    public static ChannelScript Exec(byte[] command) => new ChannelScript().With("exec", Convert.ToBase64String(command));

    public static ChannelScript Shell() => new ChannelScript().With("shell", true);

    public static ChannelScript Subsystem(string name) => new ChannelScript().With("subsystem", name);

    /// <summary>No session: a forward, or a channel of a type that few clients know.</summary>
    public static ChannelScript Forward(string kind, params IEnumerable<object> to) =>
        new ChannelScript().With("forward", kind).With("to", JsonSerializer.SerializeToNode(to.ToArray())!);

    public ChannelScript Environment(params (string Name, string Value)[] variables)
    {
        _json["env"] = new JsonObject(variables.Select(v => KeyValuePair.Create(v.Name, (JsonNode?)v.Value)));
        return this;
    }

    /// <summary>With a terminal; modes are pairs of opcode and value (RFC 4254 §8).</summary>
    public ChannelScript Terminal(int columns = 80, int rows = 24, params (int Mode, int Value)[] modes)
    {
        _json["pty"] = new JsonObject
        {
            ["term"] = "xterm",
            ["size"] = new JsonArray(columns, rows),
            ["modes"] = new JsonObject(modes.Select(
                m => KeyValuePair.Create(m.Mode.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)m.Value))),
        };
        return this;
    }

    /// <summary>Sends bytes, in pieces of <paramref name="chunk"/> bytes; 0 sends them in one.</summary>
    public ChannelScript Send(string text, int chunk = 0) => Send(Encoding.UTF8.GetBytes(text), chunk);

    public ChannelScript Send(byte[] bytes, int chunk = 0) =>
        Step(new JsonObject { ["send"] = Convert.ToBase64String(bytes), ["chunk"] = chunk });

    /// <summary>Presses Ctrl-C until the channel is over.</summary>
    public ChannelScript Interrupt() => Step(new JsonObject { ["interrupt"] = true });

    public ChannelScript Eof() => Step(new JsonObject { ["eof"] = true });

    /// <summary>Goes on when this regular expression occurs in what has arrived.</summary>
    public ChannelScript Expect(string pattern) => Step(new JsonObject { ["expect"] = pattern });

    /// <summary>A further request on the channel; whether it was accepted is in the answer.</summary>
    public ChannelScript Request(string type, byte[] payload) =>
        Step(new JsonObject { ["request"] = type, ["payload"] = Convert.ToBase64String(payload) });

    public ChannelScript Resize(int columns, int rows) => Step(new JsonObject { ["resize"] = new JsonArray(columns, rows) });

    public ChannelScript Signal(string name) => Step(new JsonObject { ["signal"] = name });

    /// <summary>Closes the channel after the last step instead of waiting until it is held or over.</summary>
    public ChannelScript Leave() => With("leave", true);

    /// <summary>Stays while it is held, until its end.</summary>
    public ChannelScript Stay() => With("stay", true);

    public static byte[] ToInput(IEnumerable<ChannelScript> scripts) =>
        Encoding.UTF8.GetBytes(new JsonArray([.. scripts.Select(script => script._json.DeepClone())]).ToJsonString());

    private ChannelScript With(string name, JsonNode value)
    {
        _json[name] = value;
        return this;
    }

    private ChannelScript Step(JsonObject step)
    {
        if (_steps is null)
        {
            _json["steps"] = _steps = [];
        }

        _steps.Add((JsonNode)step);
        return this;
    }
}
