// Allocations of the process and the order of seeds are measured: one thing at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
