import { z } from 'zod'
import type { CheckResult, Finding } from '#contract/check'
import { answerError } from './failures.ts'
import { send, type StripeContext } from './client.ts'
import { API_VERSION, isLive, type StripeSettings } from './settings.ts'

interface Permission {
  readonly name: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly level: 'error' | 'warning'
  readonly without: string
}

const ONE = { limit: '1' } as const

/** What a key is asked for, and what fails without it. A restricted key shows its permissions only by what it may read. */
const PERMISSIONS: readonly Permission[] = [
  { name: 'Payouts (read)', path: '/v1/payouts', query: ONE, level: 'error', without: 'no payout can be read' },
  {
    name: 'Balance transactions (read)',
    path: '/v1/balance_transactions',
    query: { ...ONE, 'expand[]': 'data.source' },
    level: 'error',
    without: 'nobody knows what a payout consists of',
  },
  {
    name: 'Charges and refunds (read)',
    path: '/v1/charges',
    query: ONE,
    level: 'error',
    without: 'payments cannot be matched with orders',
  },
  {
    name: 'Disputes (read)',
    path: '/v1/disputes',
    query: ONE,
    level: 'warning',
    without: 'disputed payments cannot be matched with orders',
  },
  {
    name: 'Webhook endpoints (read)',
    path: '/v1/webhook_endpoints',
    query: ONE,
    level: 'warning',
    without: 'a webhook endpoint that was switched off goes unnoticed',
  },
]

const balance = z.object({ livemode: z.boolean(), available: z.array(z.object({ currency: z.string() })) })

/** Which account and mode the key belongs to, what it may read, and what is missing. Changes nothing. */
export async function check(context: StripeContext): Promise<CheckResult> {
  const { settings } = context
  const response = await send(context, '/v1/balance', {})
  if (response.status !== 200 && response.status !== 403) throw answerError(response)
  const known = response.status === 200 ? balance.safeParse(response.json()).data : undefined
  const currencies = known?.available.map(({ currency }) => currency.toUpperCase()).join(', ')
  const refused = await refusals(context)
  return {
    account: `Stripe${settings.account === undefined ? '' : ` ${settings.account}`}${currencies === undefined ? '' : ` (${currencies})`}`,
    version: response.headers['stripe-version'] ?? API_VERSION,
    findings: [
      ...modeFindings(settings, known?.livemode),
      ...(refused.length > 0
        ? refused
        : [
            {
              level: 'ok',
              code: 'STRIPE_PERMISSIONS',
              message: 'The key has all permissions that are needed.',
            } as const,
          ]),
      ...keyFindings(settings),
    ],
  }
}

async function refusals(context: StripeContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { name, path, query, level, without } of PERMISSIONS) {
    const response = await send(context, path, query)
    if (response.status === 200) continue
    if (response.status !== 403) throw answerError(response)
    findings.push({
      level,
      code: 'STRIPE_PERMISSION_MISSING',
      message: `The key lacks the permission "${name}": ${without}.`,
      remedy: `Give it to the restricted key in Stripe (Developers → API keys).`,
    })
  }
  return findings
}

function modeFindings(settings: StripeSettings, livemode: boolean | undefined): Finding[] {
  if (livemode !== undefined && livemode !== isLive(settings)) {
    return [
      {
        level: 'error',
        code: 'STRIPE_OTHER_MODE',
        message: 'The key says one mode and Stripe answers from the other.',
        remedy: 'Use a key of the mode that is meant.',
      },
    ]
  }
  if (isLive(settings)) return [{ level: 'ok', code: 'STRIPE_MODE', message: 'The key is one of live mode.' }]
  return [
    {
      level: 'warning',
      code: 'STRIPE_TEST_MODE',
      message: 'The key is one of test mode: its payouts are no money and are not booked unless the policies say so.',
      remedy: 'Use a live key (rk_live_…) for real books.',
    },
  ]
}

function keyFindings({ apiKey, webhookSecret }: StripeSettings): Finding[] {
  const findings: Finding[] = []
  if (apiKey.startsWith('sk_')) {
    findings.push({
      level: 'warning',
      code: 'STRIPE_SECRET_KEY',
      message: 'This is a secret key, which may do everything in the account. Tillbridge only reads.',
      remedy: 'Create a restricted key with the permissions of the README and use that.',
    })
  }
  if (webhookSecret === undefined) {
    findings.push({
      level: 'warning',
      code: 'STRIPE_NO_WEBHOOK_SECRET',
      message: 'Without the signing secret webhooks are refused: payouts are found by looking, up to an hour later.',
      remedy: 'Add an endpoint in Stripe (Developers → Webhooks) and put its signing secret into the connection.',
    })
  }
  return findings
}
