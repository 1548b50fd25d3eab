import type { CheckResult, Finding } from '#contract/check'
import { fetchAll, type KlarnaContext, send } from './client.ts'
import { answerError } from './failures.ts'
import { daysBetween } from './read.ts'
import { isLive, type KlarnaSettings } from './settings.ts'
import { type KlarnaPayout, payout } from './vendor.ts'

const RECENT_MS = 60 * 24 * 60 * 60_000

/** Whose settlements these are, whether they can be read, and what is odd about them. Changes nothing. */
export async function check(context: KlarnaContext): Promise<CheckResult> {
  const now = context.clock.now()
  const range = daysBetween(new Date(now.getTime() - RECENT_MS), now)
  const probe = await send(context, '/payouts', { ...range, size: '1', offset: '0' })
  if (probe.status === 403)
    return { account: accountOf(context.settings, []), version: 'v1', findings: [closed(probe)] }
  if (probe.status !== 200) throw answerError(probe)
  const recent = await fetchAll(context, '/payouts', { name: 'payouts', of: payout }, range)
  return {
    account: accountOf(context.settings, recent),
    version: 'v1',
    findings: [
      { level: 'ok', code: 'KLARNA_SETTLEMENTS', message: 'Settlements can be read.' },
      ...environmentFindings(context.settings),
      ...payoutFindings(recent),
    ],
  }
}

const accountOf = ({ username }: KlarnaSettings, recent: readonly KlarnaPayout[]): string => {
  const merchants = [...new Set(recent.map((one) => one.merchant_id))]
  const currencies = [...new Set(recent.map((one) => one.currency_code))]
  const named = merchants.length === 0 ? username.split('_')[0] : merchants.join(', ')
  return `Klarna ${named}${currencies.length === 0 ? '' : ` (${currencies.join(', ')})`}`
}

function closed(response: Parameters<typeof answerError>[0]): Finding {
  const { code, message, remedy } = answerError(response)
  return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
}

const environmentFindings = (settings: KlarnaSettings): Finding[] =>
  isLive(settings)
    ? []
    : [
        {
          level: 'warning',
          code: 'KLARNA_PLAYGROUND',
          message: 'This is the playground: its payouts are no money and are not booked unless the policies say so.',
          remedy: 'Use credentials of the live environment for real books.',
        },
      ]

function payoutFindings(recent: readonly KlarnaPayout[]): Finding[] {
  if (recent.length === 0) {
    return [
      {
        level: 'warning',
        code: 'KLARNA_NO_PAYOUTS',
        message: 'Klarna has listed no payout for the last 60 days.',
        remedy:
          'If there were payouts, they belong to another merchant id, to Kustom (which runs the former Klarna Checkout), or to the provider through which Klarna is offered.',
      },
    ]
  }
  if (!recent.some((one) => one.merchant_settlement_type === 'GROSS')) return []
  return [
    {
      level: 'warning',
      code: 'KLARNA_GROSS',
      message: 'Klarna pays out in full and bills its fees apart: payouts have no fees.',
      remedy: "Book Klarna's invoices of fees as you book other invoices.",
    },
  ]
}
