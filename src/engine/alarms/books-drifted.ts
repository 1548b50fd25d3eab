import type { Detector } from './facts.ts'
import { counted } from './words.ts'

/** The newest comparison found differences that nobody knew of. The next one that finds none ends it. */
export const booksDrifted: Detector = {
  codes: ['BOOKS_DRIFTED'],
  find: ({ comparisons, integrations }) =>
    comparisons
      .filter(({ drifted }) => drifted > 0)
      .map(({ integrationId, drifted, madeAt }) => ({
        code: 'BOOKS_DRIFTED',
        subject: integrations.find((one) => one.integrationId === integrationId)?.key ?? integrationId,
        integrationId,
        connectionId: null,
        severity: 'warning' as const,
        message: `Store and ERP disagree in ${counted(drifted, 'place')} that nobody knew of (compared on ${madeAt.slice(0, 10)}).`,
        remedy: 'Open the comparison: each difference says which side is wrong and what to do. Then compare again.',
        count: drifted,
      })),
}
