"""Case handling: processes and their releases, cases, tasks, roles, deadlines, timers, jobs and who may do what."""
