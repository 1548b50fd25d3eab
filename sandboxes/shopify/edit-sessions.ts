import { decimal, divide } from '#lib/decimal'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { type EditInput, editOrder } from './edits.ts'
import { figures, lineNet, takenOff } from './figures.ts'
import { createIds, gid, numericId } from './ids.ts'
import { type Bag, bagMap, bagSubtract, halfUp } from './money.ts'
import { moneyBag, taxLine } from './money-view.ts'
import { orderView } from './order-view.ts'
import { ShopRefusal } from './payments.ts'
import type { Shop } from './shop.ts'
import type { LineState, NumericId, OrderState } from './state.ts'
import { userError } from './user-errors.ts'

/** An edit that has begun and is not committed: the changes, in the order they were asked for. */
interface Session {
  readonly id: NumericId
  readonly order: OrderState
  readonly quantities: Map<NumericId, { quantity: number; restock: boolean }>
  readonly discounts: { line: NumericId; percentage: string | null; amount: string | null; name: string }[]
  readonly added: { id: NumericId; line: NonNullable<EditInput['addLines']>[number] }[]
}

interface DiscountArgs {
  readonly description?: string | null
  readonly percentValue?: number | null
  readonly fixedValue?: { readonly amount: string } | null
}

const failed = (field: readonly string[], message: string): View => ({
  calculatedOrder: null,
  calculatedLineItem: null,
  orderEditSession: null,
  addedDiscountStagedChange: null,
  order: null,
  successMessages: [],
  userErrors: [userError(field, message)],
})

const NO_SESSION = 'The calculated order does not exist.'

/** `orderEditBegin` to `orderEditCommit`: changes are staged and applied as one. */
export function editMutations(shop: Shop): View {
  const sessions = new Map<NumericId, Session>()
  const find = (id: string): Session | undefined =>
    sessions.get(numericId(id, 'CalculatedOrder') ?? numericId(id, 'OrderEditSession') ?? -1)
  const staged = (id: string, act: (session: Session) => View): View => {
    const session = find(id)
    if (session === undefined) return failed(['id'], NO_SESSION)
    const own = act(session)
    if ('userErrors' in own) return own
    return {
      calculatedOrder: calculatedView(shop, session),
      orderEditSession: sessionView(session),
      userErrors: [],
      ...own,
    }
  }
  return {
    orderEditBegin: ({ id }: { id: string }) => begin(shop, sessions, id),
    orderEditSetQuantity: (args: { id: string; lineItemId: string; quantity: number; restock?: boolean | null }) =>
      staged(args.id, (session) => setQuantity(shop, session, args)),
    orderEditAddVariant: (args: { id: string; variantId: string; quantity: number }) =>
      staged(args.id, (session) => addVariant(shop, session, args)),
    orderEditAddCustomItem: (args: {
      id: string
      title: string
      price: { amount: string }
      quantity: number
      taxable?: boolean | null
    }) =>
      staged(args.id, (session) =>
        addItem(shop, session, {
          custom: true,
          title: args.title,
          price: args.price.amount,
          quantity: args.quantity,
          taxable: args.taxable ?? true,
        }),
      ),
    orderEditAddLineItemDiscount: (args: { id: string; lineItemId: string; discount: DiscountArgs }) =>
      staged(args.id, (session) => addDiscount(shop, session, args)),
    orderEditCommit: ({ id }: { id: string }) => {
      const session = find(id)
      if (session === undefined) return failed(['id'], NO_SESSION)
      sessions.delete(session.id)
      return commit(shop, session)
    },
  }
}

function begin(shop: Shop, sessions: Map<NumericId, Session>, id: string): View {
  const order = shop.orders.get(numericId(id, 'Order') ?? -1)
  if (order === undefined) return failed(['id'], 'The order does not exist.')
  if (order.cancelledAt !== null) return failed(['id'], 'The order cannot be edited.')
  const session: Session = {
    id: shop.ids.next('CalculatedOrder'),
    order,
    quantities: new Map(),
    discounts: [],
    added: [],
  }
  sessions.set(session.id, session)
  return { calculatedOrder: calculatedView(shop, session), orderEditSession: sessionView(session), userErrors: [] }
}

const sessionView = (session: Session): View => ({
  __typename: 'OrderEditSession',
  id: gid('OrderEditSession', session.id),
})

const lineOf = ({ order }: Session, id: string): LineState | undefined => {
  const wanted = numericId(id, 'CalculatedLineItem') ?? numericId(id, 'LineItem')
  return order.lines.find((line) => line.id === wanted)
}

function setQuantity(
  shop: Shop,
  session: Session,
  args: { lineItemId: string; quantity: number; restock?: boolean | null },
): View {
  if (args.quantity < 0) return failed(['quantity'], 'must be greater than or equal to 0')
  const line = lineOf(session, args.lineItemId)
  if (line === undefined) return failed(['lineItemId'], 'The line item does not exist on the order.')
  session.quantities.set(line.id, { quantity: args.quantity, restock: args.restock ?? false })
  return { calculatedLineItem: stagedLine(shop, session, line.id) }
}

function addVariant(shop: Shop, session: Session, args: { variantId: string; quantity: number }): View {
  const variant = shop.catalog.variants.get(numericId(args.variantId, 'ProductVariant') ?? -1)
  if (variant === undefined) return failed(['variantId'], 'The variant does not exist in the shop.')
  return addItem(shop, session, { variantId: gid('ProductVariant', variant.id), quantity: args.quantity })
}

function addItem(shop: Shop, session: Session, line: NonNullable<EditInput['addLines']>[number]): View {
  if (line.quantity <= 0) return failed(['quantity'], 'must be greater than 0')
  const id = shop.ids.next('CalculatedLineItem')
  session.added.push({ id, line })
  return { calculatedLineItem: stagedLine(shop, session, id) }
}

function addDiscount(shop: Shop, session: Session, args: { lineItemId: string; discount: DiscountArgs }): View {
  const line = lineOf(session, args.lineItemId)
  if (line === undefined) return failed(['lineItemId'], 'The line item does not exist on the order.')
  const { description, percentValue, fixedValue } = args.discount
  const name = description ?? 'Discount'
  session.discounts.push({
    line: line.id,
    percentage: percentValue == null ? null : String(percentValue),
    amount: fixedValue?.amount ?? null,
    name,
  })
  const id = gid('OrderStagedChangeAddLineItemDiscount', shop.ids.next('OrderStagedChange'))
  return {
    calculatedLineItem: stagedLine(shop, session, line.id),
    addedDiscountStagedChange: { id, description: name },
  }
}

const changesOf = ({ quantities, discounts, added }: Session): EditInput => ({
  quantities: [...quantities].map(([line, change]) => ({ line: gid('LineItem', line), ...change })),
  discounts: discounts.map(({ line, percentage, amount, name }) => ({
    line: gid('LineItem', line),
    name,
    ...(percentage === null ? {} : { percentage }),
    ...(amount === null ? {} : { amount }),
  })),
  addLines: added.map((entry) => entry.line),
})

/** The order as it would be after the staged changes: they are applied to a copy that nobody hears of. */
function preview(shop: Shop, session: Session): OrderState {
  const copy = structuredClone(session.order)
  editOrder({ ...shop, ids: createIds(() => 0), emit: () => {} }, copy, changesOf(session))
  return copy
}

function calculatedView(shop: Shop, session: Session): View {
  const { order } = session
  const after = preview(shop, session)
  const sums = figures(after)
  const bag = (value: Bag): View => moneyBag(value, order.currencies)
  const had = after.lines.slice(0, order.lines.length)
  const added = after.lines.slice(order.lines.length).map((line, at) => ({ id: session.added[at]?.id ?? 0, line }))
  return {
    __typename: 'CalculatedOrder',
    id: gid('CalculatedOrder', session.id),
    originalOrder: () => orderView(shop, order),
    committed: false,
    subtotalPriceSet: bag(sums.currentSubtotal),
    totalPriceSet: bag(sums.currentTotal),
    totalOutstandingSet: bag(sums.outstanding),
    taxLines: sums.currentTaxLines.map((tax) => taxLine(tax, order.currencies)),
    subtotalLineItemsQuantity: after.lines.reduce((count, line) => count + line.currentQuantity, 0),
    lineItems: (args: ConnectionArgs) => connection(had, args, (line) => calculatedLine(session, after, line, line.id)),
    addedLineItems: (args: ConnectionArgs) =>
      connection(added, args, ({ id, line }) => calculatedLine(session, after, line, id)),
  }
}

/** One line of the preview. */
function calculatedLine(session: Session, after: OrderState, line: LineState, id: NumericId): View {
  const off = takenOff(after, line)
  const left = bagSubtract(lineNet(line), off.subtotal)
  const quantity = line.currentQuantity
  const unit = bagMap(left, after.currencies, (value, places) =>
    quantity === 0 ? value : halfUp(divide(value, decimal(quantity)), places),
  )
  return {
    __typename: 'CalculatedLineItem',
    id: gid('CalculatedLineItem', id),
    title: line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    quantity,
    editableQuantity: Math.max(0, quantity - line.fulfilledQuantity),
    hasStagedLineItemDiscount: session.discounts.some((entry) => entry.line === line.id),
    restockable: line.variantId !== null,
    customAttributes: line.attributes,
    originalUnitPriceSet: moneyBag(line.unitPrice, after.currencies),
    discountedUnitPriceSet: moneyBag(quantity === 0 ? line.unitPrice : unit, after.currencies),
    editableSubtotalSet: moneyBag(left, after.currencies),
    calculatedDiscountAllocations: line.allocations.map((entry) => ({
      allocatedAmountSet: moneyBag(entry.amount, after.currencies),
      discountApplication: {
        __typename: 'CalculatedManualDiscountApplication',
        id: gid('CalculatedManualDiscountApplication', entry.discount),
        description: after.discounts[entry.discount]?.name ?? null,
      },
    })),
    variant:
      line.variantId === null
        ? null
        : { __typename: 'ProductVariant', id: gid('ProductVariant', line.variantId), sku: line.sku },
    image: null,
  }
}

/** The view of the line a call was about, by its id in the order or, for an added one, in the session. */
function stagedLine(shop: Shop, session: Session, id: NumericId): View | null {
  const after = preview(shop, session)
  const at = session.added.findIndex((entry) => entry.id === id)
  const line = at === -1 ? after.lines.find((entry) => entry.id === id) : after.lines[session.order.lines.length + at]
  return line === undefined ? null : calculatedLine(session, after, line, id)
}

function commit(shop: Shop, session: Session): View {
  try {
    editOrder(shop, session.order, changesOf(session))
  } catch (error) {
    if (error instanceof ShopRefusal) return failed(['id'], error.message)
    throw error
  }
  return { order: orderView(shop, session.order), successMessages: ['Order updated'], userErrors: [] }
}
