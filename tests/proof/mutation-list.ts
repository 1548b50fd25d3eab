import type { Mutation } from './break.ts'

/** Faults that a planner might have, each of which the proof must notice. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'swap a rate',
    file: 'src/books/tax-keys.ts',
    find: 'ratePercent: tax.ratePercent,',
    replace: "ratePercent: tax.ratePercent === '25' ? ('12' as typeof tax.ratePercent) : tax.ratePercent,",
  },
  {
    name: 'drop the last line',
    file: 'src/books/sales.ts',
    find: '...order.lines.map((line) => lineSale(line, reading)),',
    replace: '...order.lines.slice(0, Math.max(1, order.lines.length - 1)).map((line) => lineSale(line, reading)),',
  },
  {
    name: 'subtract tax with floating point',
    file: 'src/books/rows.ts',
    find: 'net: included ? subtract(amount, tax) : amount,',
    replace: 'net: included ? (String(Number(amount) - Number(tax)) as Decimal) : amount,',
  },
  {
    name: 'ignore the discounts of a line',
    file: 'src/books/sales.ts',
    find: 'amount: subtract(lineAmount(line, side), duties),',
    replace: 'amount: subtract(multiply(line.unitPrice[side], line.quantity), duties),',
  },
  {
    name: 'ignore the discount of shipping',
    file: 'src/books/sales.ts',
    find: 'amount: shippingAmount(line, side),',
    replace: 'amount: line.price[side],',
  },
  {
    name: 'forget refunds of shipping',
    file: 'src/books/taken-back.ts',
    find: 'return merged([...lines, ...shipping, ...refund.duties',
    replace: 'return merged([...lines, ...shipping.slice(1), ...refund.duties',
  },
  {
    name: 'forget duties that are taken back',
    file: 'src/books/taken-back.ts',
    find: '...refund.duties.map((row) => dutyPart(row, reading))])',
    replace: '...refund.duties.slice(1).map((row) => dutyPart(row, reading))])',
  },
  {
    name: 'credit refunds that are on their way',
    file: 'src/books/taken-back.ts',
    find: "payments.some((payment) => payment.status === 'pending') ||",
    replace: '',
  },
  {
    name: 'credit refunds that failed',
    file: 'src/books/taken-back.ts',
    find: '|| compare(worth, surplus) > 0',
    replace: '|| compare(worth, surplus) > 100',
  },
  {
    name: 'turn goodwill round',
    file: 'src/books/credits.ts',
    find: 'const amount = negate(taken.adjustment)',
    replace: 'const amount = taken.adjustment',
  },
  {
    name: 'give no tax back with goodwill',
    file: 'src/books/credits.ts',
    find: 'if (isZero(base)) return []',
    replace: 'if (!isZero(base)) return []',
  },
  {
    name: 'count what was taken off a line as sold',
    file: 'src/books/sales.ts',
    find: 'const amount = subtract(part.amount, sum(off.map((one) => one.amount)))',
    replace: 'const amount = part.amount',
  },
  {
    name: 'credit everything twice',
    file: 'src/books/corrections/credit-notes.ts',
    find: "if (kinds.includes('credit-note') && (isLinked || credits.withoutInvoice)) {",
    replace: `if (kinds.includes('credit-note') && (isLinked || credits.withoutInvoice)) {
    writeAs('credit-note', desk, isLinked ? invoice.document.reference : null, positions, giving)`,
  },
  {
    name: 'pay no document with a payment',
    file: 'src/books/corrections/payments.ts',
    find: "const allocations = kind === 'payment' ? allocated(desk, settled)",
    replace: "const allocations = kind === 'payment' ? []",
  },
  {
    name: 'count cash rounding as paid',
    file: 'src/books/corrections/payments.ts',
    find: '    rounding: money.rounding,',
    replace: '    rounding: subtract(money.rounding, money.rounding),',
  },
  {
    name: 'book all money by one method',
    file: 'src/books/corrections/payments.ts',
    find: '    gateway: money.gateway,',
    replace: "    gateway: 'shopify_payments',",
  },
  {
    name: 'keep the change',
    file: 'src/books/money.ts',
    find: '        amount: subtract(receipt.amount, part),',
    replace: '        amount: receipt.amount,',
  },
  {
    name: 'book authorisations as money',
    file: 'src/books/money.ts',
    find: 'const incoming = moved.filter(isIncoming)',
    replace:
      "const incoming = [...moved.filter(isIncoming), ...order.payments.filter((one) => one.kind === 'authorization')]",
  },
  {
    name: 'date money when the order was placed',
    file: 'src/books/corrections/payments.ts',
    find: 'date: dayOf(desk, money.processedAt),',
    replace: 'date: dayOf(desk, desk.order.placedAt),',
  },
  {
    name: 'take the other currency for money',
    file: 'src/books/money.ts',
    find: '  amount: payment.amount[side],',
    replace: "  amount: payment.amount[side === 'shop' ? 'presentment' : 'shop'],",
  },
  {
    name: 'put nothing back into stock',
    file: 'src/books/corrections/stock.ts',
    find: 'if (rows.length === 0) continue',
    replace: 'if (rows.length >= 0) continue',
  },
  {
    name: 'send goods from nowhere',
    file: 'src/books/corrections/stock.ts',
    find: 'fulfillment.locationExternalId ?? row.locationExternalId',
    replace: 'row.locationExternalId',
  },
  {
    name: 'forget that a shipment was cancelled',
    file: 'src/books/corrections/stock.ts',
    find: "desk.order.fulfillments.filter((one) => one.status === 'cancelled')",
    replace: "desk.order.fulfillments.filter((one) => one.status === 'failure')",
  },
  {
    name: 'offset the wrong way',
    file: 'src/books/corrections/offsets.ts',
    find: 'const lines = [...settling(desk, owed, negate(total)), ...settling(desk, owing, total)]',
    replace: 'const lines = [...settling(desk, owed, total), ...settling(desk, owing, negate(total))]',
  },
  {
    name: 'use a reference again',
    file: 'src/books/corrections/desk.ts',
    find: 'return used.length === 0 ? first :',
    replace: 'return used.length < 2 ? first :',
  },
  {
    name: 'lose the removals of an edit',
    file: 'src/books/corrections/invoices.ts',
    find: 'if (booked.size > 0) giveBack(desk, booked, edit)',
    replace: 'if (booked.size > 1) giveBack(desk, booked, edit)',
  },
  {
    name: 'take back what lies in a closed period',
    file: 'src/books/corrections/desk.ts',
    find: '(closed !== null && document.date <= closed && kind !==',
    replace: "(closed !== null && document.date <= '' && kind !==",
  },
  {
    name: 'date documents into closed periods',
    file: 'src/books/corrections/desk.ts',
    find: 'const isClosed = closed !== null && document.date <= closed',
    replace: "const isClosed = closed !== null && document.date <= ''",
  },
  {
    name: 'date documents before today where the target takes no earlier days',
    file: 'src/books/corrections/desk.ts',
    find: 'const date = capabilities.backDating || today === null',
    replace: 'const date = !capabilities.backDating || today === null',
  },
  {
    name: 'plan from older states',
    file: 'src/engine/newest-state.ts',
    find: 'if (plannedUpdatedAt === null) return false',
    replace: "if (plannedUpdatedAt !== '') return false",
  },
  {
    name: 'leave the split between rates to rounding',
    file: 'src/books/rate-splits.ts',
    find: 'if (current === null || splits.length === 0) return refunds',
    replace: 'if (splits.length >= 0) return refunds',
  },
  {
    name: 'split the tax of a refund evenly over its rates',
    file: 'src/books/tax-spread.ts',
    find: 'const after = less(before, allocate(tax, rates, places))',
    replace: 'const after = less(before, allocate(tax, rates.map(() => ONE), places))',
  },
]
