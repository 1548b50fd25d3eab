import type { CheckResult, Finding } from '#contract/check'
import { newestBatch } from './batches.ts'
import { type AdyenContext, fileOf, reportOf, send } from './client.ts'
import { answerError } from './failures.ts'
import { type ReportRow, WANTED } from './report.ts'
import { type AdyenSettings, isLive } from './settings.ts'

/** Whether reports can be fetched, which are there, and what they lack. Changes nothing. */
export async function check(context: AdyenContext): Promise<CheckResult> {
  const { settings } = context
  const probe = await send(context, settings.firstBatch)
  if (probe.status === 403) return { account: accountOf(settings, []), version: null, findings: [closed(probe)] }
  if (probe.status !== 200 && probe.status !== 404) throw answerError(probe)
  const newest = await newestBatch(context)
  const rows = newest === null ? [] : ((await reportOf(context, newest)) ?? [])
  return {
    account: accountOf(settings, rows),
    version: null,
    findings: [
      ...reportFindings(newest, rows, settings),
      ...environmentFindings(settings),
      ...webhookFindings(settings),
    ],
  }
}

const accountOf = ({ merchantAccount }: AdyenSettings, rows: readonly ReportRow[]): string => {
  const currencies = [...new Set(rows.map((row) => row.net.currency))]
  return `Adyen ${merchantAccount}${currencies.length === 0 ? '' : ` (${currencies.join(', ')})`}`
}

function closed(response: Parameters<typeof answerError>[0]): Finding {
  const { code, message, remedy } = answerError(response)
  return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
}

function reportFindings(newest: number | null, rows: readonly ReportRow[], { firstBatch }: AdyenSettings): Finding[] {
  if (newest === null) {
    return [
      {
        level: 'warning',
        code: 'ADYEN_NO_REPORT',
        message: `There is no settlement details report from batch ${firstBatch} on.`,
        remedy:
          'Switch its automatic generation on in the Customer Area (Reports → Settlement details), and set firstBatch to the number of the oldest report that is there.',
      },
    ]
  }
  const [first] = rows
  const lacking = Object.entries(WANTED).filter(([column]) => first !== undefined && first.cells[column] === undefined)
  return [
    { level: 'ok', code: 'ADYEN_REPORTS', message: `Reports can be fetched; the newest is ${fileOf(newest)}.` },
    ...lacking.map(([column, without]): Finding => ({
      level: 'warning',
      code: 'ADYEN_COLUMN_MISSING',
      message: `The report has no column "${column}": ${without}.`,
      remedy: 'Add the column to the report in the Customer Area (Reports → Settlement details).',
    })),
  ]
}

const environmentFindings = (settings: AdyenSettings): Finding[] =>
  isLive(settings)
    ? []
    : [
        {
          level: 'warning',
          code: 'ADYEN_TEST',
          message: 'This is a test account: its payouts are no money and are not booked unless the policies say so.',
          remedy: 'Use credentials of the live environment for real books.',
        },
      ]

function webhookFindings({ hmacKey, webhookUser }: AdyenSettings): Finding[] {
  if (hmacKey === undefined) {
    return [
      {
        level: 'warning',
        code: 'ADYEN_NO_HMAC_KEY',
        message: 'Without the HMAC key webhooks are refused: payouts are found by looking, up to an hour later.',
        remedy:
          'Add a standard webhook with the event REPORT_AVAILABLE in the Customer Area (Developers → Webhooks) and put its HMAC key into the connection.',
      },
    ]
  }
  if (webhookUser !== undefined) return []
  return [
    {
      level: 'warning',
      code: 'ADYEN_NO_WEBHOOK_USER',
      message: 'Webhooks are taken without a user name and password: only their signature protects them.',
      remedy: 'Set both at the webhook in the Customer Area, and in the connection (webhookUser, webhookPassword).',
    },
  ]
}
