"""The flows: order, waiting and deadlines of steps, and nothing else."""
