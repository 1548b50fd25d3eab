import type { Capture } from './erpnext-captures.ts'
import type { Difference } from './erpnext-compare.ts'

interface Allowed {
  /** Which captures: name or pattern. */
  readonly capture: RegExp
  readonly path: RegExp
  readonly reason: string
}

/** Differences that are known and harmless, each with its reason. */
const ALLOWED: readonly Allowed[] = [
  {
    capture: /./,
    path: /(^|\.)(lft|rgt)$/,
    reason: 'position in a tree: the German chart has more accounts than the standard one here',
  },
  { capture: /^v2-meta$/, path: /./, reason: 'a description of a DocType shows identity and fields only' },
  {
    capture: /^custom-field-/,
    path: /^data\.idx$/,
    reason: 'counts the layout fields of a DocType, which are not kept here',
  },
  {
    capture: /^list-child-fields/,
    path: /^data\[\d\]\.tax_/,
    reason: 'rows of one parent come in the order of their random names',
  },
  {
    capture: /^user-permission-count$/,
    path: /^message$/,
    reason: 'counts orders that were made outside of the recorded exchanges',
  },
  {
    capture: /^so-500-lines$/,
    path: /^data\.po_no$/,
    reason: 'the kept request is not the very one that was answered',
  },
  { capture: /^list-debug$/, path: /^_debug_messages$/, reason: 'the text of SQL statements is not made' },
  {
    capture: /^(so|total|si|return|sales|client|pricing|shipping|closed)-/,
    path: /items\[\d+\]\.(projected_qty|actual_qty|valuation_rate|incoming_rate|gross_profit|company_total_stock)$/,
    reason: 'stock at that moment: moves and orders between the recorded exchanges are not known',
  },
  {
    capture: /./,
    path: /^(data|message)\.(customer_address|address_display)$/,
    reason: 'which of two unmarked addresses of a customer is taken changes from request to request on the real server',
  },
  { capture: /^bulk-save-docs$/, path: /^docinfo/, reason: 'what the vendor’s own forms show around a document' },
]

export function isAllowed(capture: Capture, difference: Difference): boolean {
  return ALLOWED.some((one) => one.capture.test(capture.name) && one.path.test(difference.path))
}
