import type { Context, HttpResponse } from '#contract/context'
import { answerError } from './failures.ts'
import { type ReportRow, rowsOf } from './report.ts'
import type { AdyenSettings } from './settings.ts'

export type AdyenContext = Context<AdyenSettings>

// A busy shop's report has some hundred thousand rows.
const TIMEOUT_MS = 120_000

/** As Adyen names the report of a batch. */
export const fileOf = (batch: number): string => `settlement_detail_report_batch_${batch}.csv`

/** The number of the batch that a file is of, or `null` when it is another report. */
export function numberOf(file: string): number | null {
  const [, number] = /^settlement_detail_report_batch_([1-9]\d{0,8})\.csv$/.exec(file) ?? []
  return number === undefined ? null : Number(number)
}

/**
 * The rows of a batch, or `null` when there is no report of it (yet).
 *
 * @throws {TillbridgeError} as the table in README.md, "Limits", says.
 */
export async function reportOf(context: AdyenContext, batch: number): Promise<ReportRow[] | null> {
  const response = await send(context, batch)
  if (response.status === 404) return null
  if (response.status !== 200) throw answerError(response)
  return rowsOf(response.text)
}

/** The raw answer, for the check. The address is made here, never taken from a notification. */
export function send(context: AdyenContext, batch: number): Promise<HttpResponse> {
  const path = `/reports/download/MerchantAccount/${context.settings.merchantAccount}/${fileOf(batch)}`
  return context.http.send({ method: 'GET', path, effect: 'read', timeoutMs: TIMEOUT_MS })
}
