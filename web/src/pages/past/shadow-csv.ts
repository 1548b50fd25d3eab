import type { ShadowEntry } from '#api/job-results/shadow'
import { csvText } from '#web/kit/csv-text.ts'
import type { Say } from '#web/languages/use-text.ts'
import { documentText } from '#web/pages/transfers/story-words.ts'
import { differenceText } from './shadow-words.ts'

const HEAD = [
  'order',
  'kind',
  'verdict',
  'erp',
  'what',
  'planned-total',
  'found-total',
  'planned-tax',
  'found-tax',
  'currency',
  'planned-date',
  'found-date',
  'planned-customer',
  'found-customer',
] as const

/** What is not equal, for a spreadsheet. `reason`: says why nothing would be written in the reader's language. */
export function shadowCsv(entries: readonly ShadowEntry[], text: Say, reason: (text: string) => string): string {
  const lines = entries.map((entry) => {
    const { kind, verdict, planned, found } = entry
    const differences = entry.differences
      .map((one) => `${differenceText(text, one)}: ${one.planned ?? '–'} → ${one.found ?? '–'}`)
      .join('; ')
    return [
      entry.orderName,
      kind === null ? null : documentText(text, kind),
      text(`past.verdict.${verdict}`),
      entry.externalId,
      entry.reason === null ? differences : reason(entry.reason),
      planned?.total ?? null,
      found?.total ?? null,
      planned?.taxTotal ?? null,
      found?.taxTotal ?? null,
      (planned ?? found)?.currency ?? null,
      planned?.date ?? null,
      found?.date ?? null,
      planned?.customer ?? null,
      found?.customer ?? null,
    ]
  })
  return csvText([HEAD.map((key) => text(`past.csv.${key}`)), ...lines])
}
