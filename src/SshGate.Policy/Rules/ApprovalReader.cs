using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>Reads who must agree: named profiles, and what single rules say.</summary>
internal sealed class ApprovalReader(YamlReader yaml, PolicyScope scope)
{
    private const int MaxPeople = 20;

    /// <summary>The profiles of a file: each may build on one before it.</summary>
    public void Profiles(YamlNode node, ApprovalPlan inherited)
    {
        foreach (var (name, value) in yaml.Map(node, "approvals"))
        {
            if (name is "allow" or "deny" or "approve" || !PolicyReader.IsId(name))
            {
                yaml.Fault(value, $"approvals: '{name}' cannot be a name: letters, digits, '-', '_' and '.', and not allow, approve or deny");
            }

            scope.Profiles[name] = Read(value, inherited);
        }
    }

    /// <summary>A profile by its name, or keys; what is not said is as inherited.</summary>
    public ApprovalPlan Read(YamlNode node, ApprovalPlan inherited)
    {
        if (node is YamlScalarNode)
        {
            return Profile(node) ?? inherited;
        }

        var keys = yaml.Map(node, "approve", PolicyKeys.Approve);
        var plan = keys.TryGetValue("profile", out var profile) ? Profile(profile) ?? inherited : inherited;
        var requirement = plan.Requirement with { Stages = Stages(node, keys, plan.Requirement) };
        if (requirement.People > MaxPeople)
        {
            yaml.Fault(node, $"approve: {requirement.People} people are more than {MaxPeople}");
        }

        requirement = requirement with
        {
            ExpiresAfter = keys.TryGetValue("expires", out var expires) ? yaml.Duration(expires, "expires") : requirement.ExpiresAfter,
            Labels = keys.TryGetValue("labels", out var labels) ? yaml.Names(labels, "labels") : requirement.Labels,
            ServiceLevel = keys.TryGetValue("service-level", out var level) ? yaml.Duration(level, "service-level") : requirement.ServiceLevel,
            Escalation = keys.TryGetValue("escalate", out var escalate) ? Escalation(escalate) : requirement.Escalation,
        };
        if (requirement.Escalation?.After >= requirement.ExpiresAfter)
        {
            yaml.Fault(escalate ?? node, "escalate: 'after' must be before the request expires");
        }

        if (requirement.ServiceLevel > requirement.ExpiresAfter)
        {
            yaml.Fault(level ?? node, "service-level: later than the request expires");
        }

        return new ApprovalPlan(requirement, keys.TryGetValue("fallback", out var fallback) ? Fallback(fallback) : plan.AcceptsFallback);
    }

    private ApprovalPlan? Profile(YamlNode node)
    {
        var name = yaml.Text(node, "approve") ?? "";
        if (scope.Profiles.TryGetValue(name, out var plan))
        {
            scope.UsedProfiles.Add(name);
            return plan;
        }

        yaml.Fault(node, scope.Profiles.Count == 0
            ? $"approve: no profile '{name}': there are no 'approvals:'"
            : $"approve: no profile '{name}'; known are {string.Join(", ", scope.Profiles.Keys)}");
        return null;
    }

    private IReadOnlyList<ApprovalStage> Stages(YamlNode node, Dictionary<string, YamlNode> keys, ApprovalRequirement inherited)
    {
        var hasPeople = keys.ContainsKey("approvers") || keys.ContainsKey("count");
        if (keys.TryGetValue("stages", out var list))
        {
            if (hasPeople)
            {
                yaml.Fault(list, "stages: each has its own approvers and count; they do not stand beside it");
            }

            var stages = yaml.Items(list, "stages").Select(Stage).ToList();
            if (stages.Count is 0 or > 8 || stages.DistinctBy(stage => stage.Name, StringComparer.Ordinal).Count() != stages.Count)
            {
                yaml.Fault(list, "stages: expected 1 to 8 with different names");
                return inherited.Stages;
            }

            return stages;
        }

        if (!hasPeople)
        {
            return inherited.Stages;
        }

        if (!keys.ContainsKey("approvers") && inherited.Stages.Count > 1)
        {
            yaml.Fault(node, "count: the profile has several stages; say 'stages'");
        }

        return
        [
            new ApprovalStage
            {
                ApproverGroups = keys.TryGetValue("approvers", out var approvers) ? yaml.Names(approvers, "approvers") : inherited.Stages[0].ApproverGroups,
                Count = keys.TryGetValue("count", out var count) ? yaml.Number(count, "count", 1, MaxPeople)
                    : keys.ContainsKey("approvers") && inherited.Stages.Count > 1 ? 1 : inherited.Stages[0].Count,
            },
        ];
    }

    private ApprovalStage Stage(YamlNode node, int index)
    {
        var keys = yaml.Map(node, "stage", PolicyKeys.Stage);
        if (!keys.TryGetValue("approvers", out var approvers))
        {
            yaml.Fault(node, "approvers: who decides in this stage?");
        }

        return new ApprovalStage
        {
            Name = keys.TryGetValue("name", out var name) ? yaml.Names(name, "name").FirstOrDefault() ?? "" : $"stage {index + 1}",
            ApproverGroups = approvers is null ? [] : yaml.Names(approvers, "approvers"),
            Count = keys.TryGetValue("count", out var count) ? yaml.Number(count, "count", 1, MaxPeople) : 1,
        };
    }

    private ApprovalEscalation? Escalation(YamlNode node)
    {
        var keys = yaml.Map(node, "escalate", PolicyKeys.Escalate);
        if (keys.TryGetValue("after", out var after) && keys.TryGetValue("to", out var to))
        {
            return new ApprovalEscalation(yaml.Duration(after, "after"), yaml.Names(to, "to"));
        }

        yaml.Fault(node, "escalate: expected 'after' and 'to'");
        return null;
    }

    private bool Fallback(YamlNode node)
    {
        switch (yaml.Text(node, "fallback"))
        {
            case "deny":
                return false;
            case "pre-approved":
                return true;
            default:
                yaml.Fault(node, "fallback: expected deny, or pre-approved for what a delegation covers");
                return false;
        }
    }
}
