import {
  isSalesDocument,
  type MappedDocument,
  type MappedPaymentDocument,
  type MappedRow,
  type MappedSalesDocument,
  type PaymentDocument,
  type SalesDocument,
  type SalesRow,
  type TargetDocument,
} from '#model/documents'
import { ambiguousSkus } from './items.ts'
import { fold, type Mappings } from './mappings.ts'
import { distinctMissing, type MissingMapping, yamlLine } from './missing.ts'
import { mappedRow, resolveDestination, resolveWarehouse } from './rows.ts'
import { resolveTax } from './taxes.ts'

export type Resolution<Mapped extends MappedDocument = MappedDocument> =
  | { readonly ok: true; readonly document: Mapped }
  | { readonly ok: false; readonly missing: readonly [MissingMapping, ...MissingMapping[]] }

/** The document with the target's codes, or every value that the mapping does not know, each once. */
export function resolve(document: TargetDocument, mappings: Mappings): Resolution {
  return isSalesDocument(document) ? resolveSales(document, mappings) : resolvePayment(document, mappings)
}

function resolveSales(document: SalesDocument, mappings: Mappings): Resolution<MappedSalesDocument> {
  const rows = document.rows.map((row) => resolveRow(row, mappings))
  const taxes = document.taxes.map((tax) => resolveTax(tax, mappings.taxes))
  const [first, ...others] = distinctMissing([
    ...ambiguousSkus(document.rows, mappings),
    ...rows.flatMap((row) => ('missing' in row ? row.missing : [])),
    ...taxes.flatMap((tax) => ('missing' in tax ? tax.missing : [])),
  ])
  if (first !== undefined) return { ok: false, missing: [first, ...others] }
  const mapped = {
    ...document,
    rows: rows.flatMap((row) => ('value' in row ? row.value : [])),
    taxes: taxes.flatMap((tax) => ('value' in tax ? tax.value : [])),
  }
  return { ok: true, document: mapped }
}

function resolveRow(row: SalesRow, mappings: Mappings): { value: MappedRow } | { missing: MissingMapping[] } {
  const destination = resolveDestination(row, mappings)
  const warehouse = resolveWarehouse(row, mappings)
  if ('value' in destination && 'value' in warehouse) {
    return { value: mappedRow(row, destination.value, warehouse.value) }
  }
  return { missing: [destination, warehouse].flatMap((part) => ('missing' in part ? part.missing : [])) }
}

function resolvePayment(document: PaymentDocument, { payments }: Mappings): Resolution<MappedPaymentDocument> {
  const find = (gateway: string) => payments.find((entry) => fold(entry.gateway) === fold(gateway))
  const entry = find(document.gateway) ?? find('*')
  if (entry === undefined) return { ok: false, missing: [missingPayment(document.gateway)] }
  return { ok: true, document: { ...document, mode: entry.mode, account: entry.account } }
}

const missingPayment = (gateway: string): MissingMapping => ({
  code: 'PAYMENT_NOT_MAPPED',
  table: 'payments',
  subject: `payment:${gateway}`,
  message: `The payment method "${gateway}" has no mode of payment yet.`,
  remedy: `Choose one for it. In the mappings file: ${yamlLine('payments', { gateway, mode: '…' })}`,
})
