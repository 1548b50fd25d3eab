import type { WriteContext } from '#contract/target'
import { foundParty } from '#contract/target'
import { isZero } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedJournalDocument, MappedPaymentDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedJournal, bookedPayment } from './booked.ts'
import { type ErpnextContext, insert } from './client.ts'
import { ignoredFields, withExtraFields } from './extra-fields-write.ts'
import type { AccountInfo } from './foreign.ts'
import { journalAccounts } from './journal-accounts.ts'
import { foreignPaymentBody } from './map-foreign-payment.ts'
import { journalBody } from './map-journal.ts'
import { paymentBody } from './map-payment.ts'
import {
  accountInfos,
  costCenterName,
  exchangePlace,
  moneyAccount,
  rateOf,
  receivableOf,
  settledDocuments,
} from './payment-accounts.ts'
import type { Fields } from './sales-head.ts'
import { DOCTYPE, journalAnswer, paymentAnswer } from './vendor.ts'

/** Writes money that came in or went back. */
export async function createPayment(
  context: ErpnextContext,
  document: MappedPaymentDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const { settings } = context
  const account = await moneyAccount(context, document)
  const body =
    document.currency === settings.companyCurrency
      ? paymentBody(
          document,
          write,
          { moneyAccount: account, costCenter: await roundingCenter(context, document) },
          settings,
        )
      : await foreignBody(context, document, write, account)
  const about = { doctype: DOCTYPE[document.kind], date: document.date }
  const { data, answer, messages } = await insert(context, about, withExtraFields(document, body), paymentAnswer)
  const booked = bookedPayment(settings, document.kind, data, { currency: document.currency, messages })
  return { ...booked, ...ignoredFields(document, answer) }
}

const roundingCenter = async (context: ErpnextContext, { rounding }: MappedPaymentDocument): Promise<string | null> =>
  isZero(rounding) ? null : costCenterName(context)

async function foreignBody(
  context: ErpnextContext,
  document: MappedPaymentDocument,
  write: WriteContext,
  money: string,
): Promise<Fields> {
  const references = document.allocations.map((allocation) => allocation.reference)
  const own = async (): Promise<AccountInfo> => {
    const name = await receivableOf(context, foundParty(write, document.party).externalId, document.currency)
    return infoOf(await accountInfos(context, [name]), name, context)
  }
  const settled = await settledDocuments(context, references, write, own)
  const receivables = new Map(Object.values(settled).map(({ receivable }) => [receivable.name, receivable]))
  if (receivables.size > 1) throw severalReceivables(document, [...receivables.keys()])
  const [receivable = await own()] = receivables.values()
  const moneyInfo = infoOf(await accountInfos(context, [money]), money, context)
  const rate = rateOf(context, document.currency, settled)
  const companyCurrency = context.settings.companyCurrency
  // Only then both sides are converted, the one as a whole, the other in parts.
  const mayDiffer = receivable.currency !== companyCurrency && moneyInfo.currency !== companyCurrency
  const exchange = mayDiffer && references.length > 0 ? await exchangePlace(context) : null
  return foreignPaymentBody(
    document,
    write,
    { money: moneyInfo, receivable, rate, exchange, settled },
    context.settings,
  )
}

const infoOf = (infos: Readonly<Record<string, AccountInfo>>, name: string, context: ErpnextContext): AccountInfo =>
  infos[name] ?? { name, currency: context.settings.companyCurrency }

/** Writes a journal. */
export async function createJournal(
  context: ErpnextContext,
  document: MappedJournalDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const accounts = await journalAccounts(context, document, write)
  const body = journalBody(document, write, accounts, context.settings)
  const about = { doctype: DOCTYPE.journal, date: document.date }
  const { data, messages } = await insert(context, about, body, journalAnswer)
  return bookedJournal(context.settings, data, messages)
}

const severalReceivables = (document: MappedPaymentDocument, accounts: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PARTY_ACCOUNTS_DIFFER',
    message: `The payment of ${document.orderName} settles documents on several receivable accounts: ${accounts.join(', ')}.`,
    remedy: 'Book this payment in ERPNext by hand and skip it here.',
    subject: `order:${document.orderName}`,
  })
