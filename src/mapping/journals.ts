import type { JournalDocument, Ledger, MappedJournalDocument, MappedJournalLine } from '#model/documents'
import { fold, type Mappings } from './mappings.ts'
import { allOrMissing, missingIn, type MissingMapping, type Resolution, type Resolved, yamlLine } from './missing.ts'
import { missingPayment, paymentEntry } from './payments.ts'

/** A journal with the account of each line. */
export function resolveJournal(document: JournalDocument, mappings: Mappings): Resolution<MappedJournalDocument> {
  const lines = document.lines.map((line): Resolved<MappedJournalLine> => {
    const account = resolveLedger(line.ledger, mappings)
    return 'missing' in account ? account : { value: { ...line, account: account.value } }
  })
  return allOrMissing(missingIn(lines), () => ({
    ...document,
    lines: lines.flatMap((line) => ('value' in line ? line.value : [])),
  }))
}

/** The account of a ledger; `null` = the party's own receivable. */
function resolveLedger(ledger: Ledger, mappings: Mappings): Resolved<string | null> {
  if (ledger.kind === 'receivable') return { value: null }
  return ledger.kind === 'clearing'
    ? clearingAccount(ledger.gateway, mappings)
    : categoryAccount(ledger.category, mappings)
}

function clearingAccount(gateway: string, mappings: Mappings): Resolved<string> {
  const entry = paymentEntry(gateway, mappings)
  if (entry === undefined) return { missing: missingPayment(gateway) }
  return entry.account === null ? { missing: missingAccount(gateway, entry.mode) } : { value: entry.account }
}

function categoryAccount(category: string, { ledgers }: Mappings): Resolved<string> {
  const entry = ledgers.find((each) => fold(each.category) === fold(category))
  return entry === undefined ? { missing: missingLedger(category) } : { value: entry.account }
}

// A journal has no mode of payment that could bring an account along.
const missingAccount = (gateway: string, mode: string): MissingMapping => ({
  code: 'PAYMENT_NOT_MAPPED',
  table: 'payments',
  subject: `payment:${gateway}:account`,
  message: `The payment method "${gateway}" names no account, so it is not known where its money waits until it is paid out.`,
  remedy: `Name the account. In the mappings file: ${yamlLine('payments', { gateway, mode, account: '…' })}`,
})

const MEANT: Readonly<Record<string, string>> = {
  bank: 'what reaches the bank',
  fee: 'what the provider keeps for itself',
  'fee-tax': 'tax on the fees of the provider',
  tax: 'taxes that the provider withholds or adds',
  dispute: 'money that a buyer asks back through the bank',
  reserve: 'money that the provider holds back for a while',
  advance: 'money that the provider lends, and takes back',
  adjustment: 'what the provider corrects afterwards',
  credit: 'what the provider gives of its own accord',
  billing: 'services of the provider',
  'shipping-label': 'shipping labels that were bought from the provider',
  transfer: 'money that moves between accounts at the provider',
  'returned-payout': 'payouts that the bank sent back',
  exchange: 'differences of currency exchange',
  other: 'what nobody has explained yet',
}

const missingLedger = (category: string): MissingMapping => ({
  code: 'LEDGER_NOT_MAPPED',
  table: 'ledgers',
  subject: `ledger:${category}`,
  message:
    MEANT[category] === undefined
      ? `Nothing says yet on which account "${category}" is booked.`
      : `Nothing says yet on which account "${category}" is booked: ${MEANT[category]}.`,
  remedy: `Choose the account. In the mappings file: ${yamlLine('ledgers', { category, account: '…' })}`,
})
