import { z } from 'zod'
import { currency, decimalText, id, instant, key, listOf, page } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'
import { cause, transferState } from './transfers.ts'

const journalLine = z.object({
  id: z.string(),
  /** `bank`, `fee`, `clearing`, … */
  ledger: z.string(),
  /** The ERP's account by today's mapping; `null` = the mapping names none. */
  account: z.string().nullable(),
  /** Debit positive, credit negative. */
  amount: decimalText,
  memo: z.string().nullable(),
})

const journal = z.object({
  reference: z.string(),
  externalId: z.string(),
  /** Where a person opens it. */
  url: z.string().nullable(),
  state: z.enum(['issued', 'cancelled']),
  date: z.string(),
  currency,
  lines: z.array(journalLine),
  /** All lines together: zero. */
  sum: decimalText,
})
export type ApiJournal = z.infer<typeof journal>

const payout = z.object({
  transferId: id,
  integration: key,
  /** What people call it; `null` until it was read once. */
  name: z.string().nullable(),
  recordKey: z.string(),
  provider: z.string().nullable(),
  /** The provider's: `scheduled`, `in-transit`, `paid`, `failed`, `cancelled`; `null` until it was read once. */
  status: z.string().nullable(),
  /** Where its journal stands. */
  state: transferState,
  cause: cause.nullable(),
  /** What the bank account gets, negative = what is taken from it. */
  amount: decimalText.nullable(),
  currency: currency.nullable(),
  /** The day of its journal, `YYYY-MM-DD`; `null` = it is not booked yet. */
  bookedOn: z.string().nullable(),
  createdAt: instant,
  /** The ERP's numbers of its journals. */
  journals: z.array(z.string()),
})
export type PayoutSummary = z.infer<typeof payout>

/** One movement that a payout consists of: amount − fee = net. All signed from the merchant's side. */
const payoutLine = z.object({
  externalId: z.string(),
  /** What it is to a bookkeeper: `charge`, `refund`, `fee`, `dispute`, … */
  category: z.string(),
  /** The provider's own word. */
  type: z.string(),
  description: z.string().nullable(),
  processedAt: instant,
  amount: decimalText,
  /** Contains `feeTax` and `withheldTax`. */
  fee: decimalText,
  feeTax: decimalText,
  withheldTax: decimalText,
  net: decimalText,
  orderName: z.string().nullable(),
  /** The transfer of its order; `null` = it belongs to none, or none is known. */
  transferId: id.nullable(),
  /** The ERP's number of the payment; `null` = it is none, or not booked yet. */
  document: z.string().nullable(),
  /** `open`: nobody can explain it; `own`: it is no order's. */
  match: z.enum(['booked', 'to-book', 'open', 'own']),
})
export type PayoutLine = z.infer<typeof payoutLine>

/** Lines of one category together. */
const payoutGroup = z.object({ category: z.string(), lines: z.number().int(), amount: decimalText })

const ofPayout = z.object({ organization: key, transferId: id })
const organization = z.object({ organization: key })

export const payoutRoutes = routes({
  'payouts.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/payouts`,
    summary: 'List what payment providers paid out, the newest first',
    permission: 'books:read',
    params: organization,
    query: z.object({
      integration: key.optional(),
      state: transferState.optional(),
      /** A part of its name or its id. */
      search: z.string().trim().max(200).optional(),
      ...page,
    }),
    answer: listOf(payout),
    command: 'transfers list',
  },
  'payouts.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/payouts/{transferId}`,
    summary: 'Show one payout with its journals',
    permission: 'books:read',
    params: ofPayout,
    answer: z.object({ payout, journals: z.array(journal) }),
    command: 'transfers show',
  },
  'payouts.lines': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/payouts/{transferId}/lines`,
    summary: 'Read a payout from its provider now, and explain it line by line down to zero',
    permission: 'books:read',
    params: ofPayout,
    answer: z.object({
      name: z.string(),
      provider: z.string(),
      status: z.string(),
      /** When the money is (expected) in the bank. */
      date: z.string(),
      currency,
      /** What the bank shows, where the provider tells. */
      bankReference: z.string().nullable(),
      /** The sums of all lines, also of those beyond the first ones that are listed. */
      groups: z.array(payoutGroup),
      fees: decimalText,
      feeTax: decimalText,
      withheldTax: decimalText,
      /** All lines together, after fees. */
      net: decimalText,
      bank: decimalText,
      /** `net` less `bank`: zero when its lines are all of it. */
      difference: decimalText,
      lines: z.array(payoutLine),
      allLines: z.number().int(),
      /** Of them, those that nobody can explain. */
      openLines: z.number().int(),
      /** Why it is not booked, or what is left to ask although it is. */
      reason: cause.nullable(),
      /** Values that no mapping knows. */
      missing: z.array(z.object({ message: z.string(), remedy: z.string().nullable() })),
      /** The provider's figures beside those of the books. */
      proof: z.array(z.object({ what: z.string(), provider: decimalText, books: decimalText })),
      /** The journal that a run would write now. */
      planned: z.array(journal.omit({ externalId: true, url: true, state: true })),
    }),
    failures: ['PAYOUT_NOT_FOUND'],
    command: 'preview',
  },
  'payouts.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/payouts/{transferId}/export`,
    summary: 'Download all lines of a payout as CSV',
    permission: 'books:read',
    params: ofPayout,
    answer: 'file',
    failures: ['PAYOUT_NOT_FOUND'],
    command: 'preview',
  },
})
