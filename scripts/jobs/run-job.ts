/** `run-job JOB`: the program that the queue starts for each job, of whatever kind. */
import { runJob } from '~/server/jobs/run-job.server';

process.exitCode = await runJob(process.argv[2] ?? '');
