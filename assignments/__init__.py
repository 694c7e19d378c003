"""Who proposes, takes or declines a job, and why."""
