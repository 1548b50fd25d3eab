import type { Detector } from './facts.ts'

/** Long work that somebody asked for did not come to its end, and was not done again since. */
export const jobFailed: Detector = {
  codes: ['JOB_FAILED'],
  find: ({ failedJobs, integrations }) =>
    failedJobs.map(({ kind, integrationId, message, remedy }) => {
      const key = integrations.find((one) => one.integrationId === integrationId)?.key
      return {
        code: 'JOB_FAILED',
        subject: key === undefined ? kind : `${key}/${kind}`,
        integrationId,
        connectionId: null,
        severity: 'warning' as const,
        message: `The job "${kind}"${key === undefined ? '' : ` of ${key}`} failed: ${message}`,
        remedy: remedy ?? 'Start it again.',
        count: 1,
      }
    }),
}
