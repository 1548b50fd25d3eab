import { isAvailable, netOf } from './rows.ts'
import type { Account, Json } from './state.ts'

/** The sums of all rows of the payments balance, per currency. */
export function balanceView(account: Account): Json {
  const sums = new Map(account.settings.currencies.map((currency) => [currency, { available: 0, pending: 0 }]))
  for (const row of account.rows.rows) {
    if (row.balanceType !== 'payments') continue
    const sum = sums.get(row.currency) ?? { available: 0, pending: 0 }
    sum[isAvailable(account, row) ? 'available' : 'pending'] += netOf(row)
    sums.set(row.currency, sum)
  }
  const part = (name: 'available' | 'pending') =>
    [...sums].map(([currency, sum]) => ({ amount: sum[name], currency, source_types: { card: sum[name] } }))
  return {
    object: 'balance',
    available: part('available'),
    connect_reserved: [...sums.keys()].map((currency) => ({ amount: 0, currency })),
    livemode: account.settings.livemode,
    pending: part('pending'),
  }
}

/** `GET /v1/account`: who the key belongs to. */
export function accountView({ settings }: Account): Json {
  return {
    id: settings.id,
    object: 'account',
    business_profile: { name: settings.name, url: null, support_email: null },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: settings.country,
    default_currency: settings.currencies[0],
    details_submitted: true,
    email: settings.email,
    metadata: {},
    payouts_enabled: true,
    settings: {
      dashboard: { display_name: settings.name, timezone: 'Etc/UTC' },
      payouts: {
        debit_negative_balances: true,
        schedule: { delay_days: settings.settlementDays, interval: 'daily' },
        statement_descriptor: null,
      },
    },
    type: 'standard',
  }
}
