import type { NamedDocument } from '#contract/target'
import { foundParty, type WriteContext } from '#contract/target'
import { absolute, type Decimal, isNegative, isZero, multiply, negate, ONE, sum, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { round } from '#lib/rounding'
import type { MappedJournalDocument, MappedJournalLine } from '#model/documents'
import { type AccountInfo, inCompanyCurrency, type Settled } from './foreign.ts'
import { money } from './map-payment.ts'
import type { Fields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { DOCTYPE, REFERENCE_FIELD } from './vendor.ts'

/** A line with the account that it is booked on. */
export interface PlacedLine {
  readonly line: MappedJournalLine
  readonly account: AccountInfo
  readonly settled: Settled | null
  readonly named: NamedDocument | null
}

export interface JournalAccounts {
  readonly lines: readonly PlacedLine[]
  /** Company currency per unit of the journal's currency. */
  readonly rate: Decimal
  /** Where cents of converting go; `null` = not known, as in a journal of the company's own currency. */
  readonly exchange: string | null
}

/** A Journal Entry. */
export function journalBody(
  document: MappedJournalDocument,
  write: WriteContext,
  accounts: JournalAccounts,
  settings: ErpnextSettings,
): Fields {
  const foreign = document.currency !== settings.companyCurrency
  const booked = accounts.lines.map((placed) => bookedLine(placed, document, accounts.rate, settings))
  const difference = sum(booked.map((line) => line.inCompany))
  const rows = booked.map(({ placed, inAccount, rate }) => ({
    ...sideOf(inAccount, placed.account.name, settings),
    ...(foreign ? { exchange_rate: toNumber(rate) } : {}),
    ...partyFields(placed, write),
    ...(placed.line.memo === null ? {} : { user_remark: placed.line.memo }),
  }))
  return {
    docstatus: 1,
    // A bank entry must name the payout; the others need no number.
    ...(document.purpose === 'payout'
      ? { voucher_type: 'Bank Entry', cheque_no: document.orderName.slice(0, 140), cheque_date: document.date }
      : { voucher_type: 'Journal Entry' }),
    company: settings.company,
    posting_date: document.date,
    // Also told where no account is foreign: the sums of the entry are not in the currency of the journal.
    multi_currency: foreign ? 1 : 0,
    user_remark: document.remarks ?? `${PURPOSES[document.purpose]} ${document.orderName}`,
    [REFERENCE_FIELD]: document.reference,
    accounts: isZero(difference) ? rows : [...rows, exchangeRow(difference, accounts.exchange, document, settings)],
  }
}

const PURPOSES = {
  offset: 'Offset of',
  payout: 'Payout',
  'write-off': 'Write-off of',
  exchange: 'Exchange of',
} as const

interface BookedLine {
  readonly placed: PlacedLine
  readonly inAccount: Decimal
  readonly inCompany: Decimal
  readonly rate: Decimal
}

function bookedLine(
  placed: PlacedLine,
  document: MappedJournalDocument,
  rate: Decimal,
  settings: ErpnextSettings,
): BookedLine {
  const { amount } = placed.line
  const { currency } = placed.account
  const company = settings.companyCurrency
  if (document.currency === company && currency === company) {
    return { placed, inAccount: amount, inCompany: amount, rate: ONE }
  }
  const lineRate = placed.settled?.conversionRate ?? rate
  if (currency === document.currency) {
    const places = settings.currencyDecimals
    const inCompany = round(multiply(amount, lineRate), { places, direction: 'half-even' })
    return { placed, inAccount: amount, inCompany, rate: lineRate }
  }
  if (currency !== company) throw thirdCurrency(placed, document)
  const converted = inCompanyCurrency(absolute(amount), lineRate, placed.settled?.open ?? null, settings)
  const inCompany = isNegative(amount) ? negate(converted) : converted
  return { placed, inAccount: inCompany, inCompany, rate: ONE }
}

const sideOf = (amount: Decimal, account: string, settings: ErpnextSettings): Fields => ({
  account,
  debit_in_account_currency: isNegative(amount) ? 0 : money(amount, settings),
  credit_in_account_currency: isNegative(amount) ? money(absolute(amount), settings) : 0,
  ...(settings.costCenter === null ? {} : { cost_center: settings.costCenter }),
})

function partyFields({ line, named }: PlacedLine, write: WriteContext): Fields {
  if (line.party === null) return {}
  const party = { party_type: 'Customer', party: foundParty(write, line.party).externalId }
  return named === null ? party : { ...party, reference_type: DOCTYPE[named.kind], reference_name: named.externalId }
}

/** What converting leaves, or what the two sides' rates differ by. */
function exchangeRow(
  difference: Decimal,
  account: string | null,
  document: MappedJournalDocument,
  settings: ErpnextSettings,
): Fields {
  if (account !== null) return { ...sideOf(negate(difference), account, settings), exchange_rate: 1 }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'EXCHANGE_ACCOUNT_MISSING',
    message: `The journal of ${document.orderName} leaves ${difference} ${settings.companyCurrency} by its rates of exchange, and ${settings.company} has no account for that.`,
    remedy: 'Set the Exchange Gain / Loss Account of the company in ERPNext.',
    subject: `company:${settings.company}`,
  })
}

const thirdCurrency = ({ account }: PlacedLine, document: MappedJournalDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'JOURNAL_CURRENCY',
    message: `A journal in ${document.currency} cannot be booked on the account "${account.name}", which is kept in ${account.currency}.`,
    remedy: `Map to an account in ${document.currency} or in the company's currency.`,
    subject: `currency:${document.currency}:${account.currency}`,
  })
