import type { Decimal } from '#lib/decimal'
import type { AllocationMethod, DiscountValue } from './discounts.ts'
import type { FulfillmentOrderState } from './fulfillment-order-state.ts'
import type { Bag, Currencies } from './money.ts'
import type { AddressState, CompanyState, CustomerState } from './people-state.ts'
import type { AttributeInput, PlaceLine } from './place-input.ts'

/** Numeric part of a Shopify id; the full id is `gid://shopify/<Type>/<number>`. */
export type NumericId = number

export interface TaxLineState {
  readonly title: string
  readonly rate: Decimal
  readonly share: Decimal | null
  amount: Bag
  readonly channelLiable: boolean | null
  readonly source: string | null
}

export interface AllocationState {
  readonly discount: number
  amount: Bag
}

export interface DutyState {
  readonly id: NumericId
  readonly harmonizedSystemCode: string | null
  readonly countryCodeOfOrigin: string | null
  readonly price: Bag
  readonly taxLines: readonly TaxLineState[]
}

export interface LineGroupState {
  readonly id: NumericId
  readonly title: string
  readonly quantity: number
  readonly sku: string | null
}

export interface LineState {
  readonly id: NumericId
  readonly sku: string | null
  readonly title: string
  readonly variantTitle: string | null
  readonly vendor: string | null
  readonly productId: NumericId | null
  readonly variantId: NumericId | null
  readonly unitPrice: Bag
  /** Ordered, including what was removed or refunded later. */
  quantity: number
  /** Left after removals and refunds. */
  currentQuantity: number
  fulfilledQuantity: number
  /** Of those sent, how many have been taken back by refunds and returns. */
  sentBackQuantity: number
  allocations: AllocationState[]
  readonly taxLines: TaxLineState[]
  readonly duties: readonly DutyState[]
  readonly taxable: boolean
  readonly requiresShipping: boolean
  readonly giftCard: boolean
  readonly tip: boolean
  /** Where its goods lie; `null` for the shop's first location. */
  readonly locationId: NumericId | null
  readonly group: LineGroupState | null
  readonly sellingPlan: string | null
  readonly attributes: readonly AttributeInput[]
}

export interface ShippingLineState {
  readonly id: NumericId
  readonly title: string
  readonly code: string | null
  readonly source: string | null
  readonly carrierIdentifier: string | null
  readonly custom: boolean
  price: Bag
  allocations: AllocationState[]
  readonly taxLines: TaxLineState[]
  isRemoved: boolean
}

export interface FeeState {
  readonly id: NumericId
  readonly name: string
  readonly price: Bag
  readonly taxLines: readonly TaxLineState[]
}

type DiscountKind = 'code' | 'automatic' | 'manual' | 'script'

export interface DiscountState {
  readonly kind: DiscountKind
  readonly name: string
  readonly target: 'line' | 'shipping'
  readonly allocation: AllocationMethod
  readonly selection: 'all' | 'entitled' | 'explicit'
  readonly value: DiscountValue
}

export type TransactionKind = 'AUTHORIZATION' | 'CAPTURE' | 'SALE' | 'REFUND' | 'VOID' | 'CHANGE'
export type TransactionStatus = 'SUCCESS' | 'PENDING' | 'FAILURE' | 'ERROR' | 'AWAITING_RESPONSE'

export interface TransactionState {
  readonly id: NumericId
  readonly kind: TransactionKind
  status: TransactionStatus
  readonly gateway: string
  readonly amount: Bag
  readonly rounding: Bag | null
  readonly parentId: NumericId | null
  readonly test: boolean
  readonly paymentId: string | null
  readonly cardCompany: string | null
  readonly methodName: string | null
  /** What Shopify Payments keeps of it, in shop currency. */
  fee: Decimal | null
  /** In which currency Shopify Payments credits it, and at how many of its units for one of the shop's. */
  settlement: { readonly currency: string; readonly rate: Decimal } | null
  readonly errorCode: string | null
  readonly createdAt: Date
  processedAt: Date
}

export type RestockType = 'RETURN' | 'CANCEL' | 'NO_RESTOCK' | 'LEGACY_RESTOCK'

export interface RefundLineState {
  readonly id: NumericId
  readonly lineId: NumericId
  readonly quantity: number
  /** How many of the units had been sent. */
  readonly sentQuantity: number
  readonly restockType: RestockType
  readonly locationId: NumericId | null
  readonly subtotal: Bag
  /** Tax per tax line of the order line, in its order. */
  readonly taxes: readonly Bag[]
}

export interface RefundShippingState {
  readonly id: NumericId
  readonly shippingLineId: NumericId
  readonly subtotal: Bag
  readonly taxes: readonly Bag[]
}

export type AdjustmentReason =
  | 'REFUND_DISCREPANCY'
  | 'CUSTOMER'
  | 'RESTOCK'
  | 'DAMAGE'
  | 'PENDING_REFUND_DISCREPANCY'
  | 'FULL_RETURN_BALANCING_ADJUSTMENT'

export interface AdjustmentState {
  readonly id: NumericId
  readonly reason: AdjustmentReason
  readonly amount: Bag
  readonly tax: Bag
}

/** A refunded duty or fee. */
export interface RefundExtraState {
  readonly subjectId: NumericId
  readonly amount: Bag
  readonly taxes: readonly Bag[]
}

export interface RefundState {
  readonly id: NumericId
  readonly createdAt: Date
  readonly note: string | null
  readonly lines: readonly RefundLineState[]
  readonly shipping: readonly RefundShippingState[]
  readonly adjustments: readonly AdjustmentState[]
  readonly duties: readonly RefundExtraState[]
  readonly fees: readonly RefundExtraState[]
  readonly transactionIds: readonly NumericId[]
  readonly returnId: NumericId | null
}

export type DispositionType = 'RESTOCKED' | 'NOT_RESTOCKED' | 'MISSING' | 'PROCESSING_REQUIRED'

/** What became of returned goods. */
export interface DispositionState {
  readonly id: NumericId
  readonly type: DispositionType
  readonly quantity: number
  readonly locationId: NumericId | null
  readonly createdAt: Date
}

/** A cost that the customer bears for a return. */
export interface ReturnFeeState {
  readonly id: NumericId
  /** Of what the goods are worth; `null` for a fixed amount. */
  readonly percentage: Decimal | null
  readonly amount: Bag
}

/** Units of one shipment's line that come back. */
export interface ReturnLineState {
  readonly id: NumericId
  readonly lineId: NumericId
  readonly fulfillmentLineId: NumericId
  /** Number of its line in the reverse fulfilment order. */
  readonly reverseLineId: NumericId
  readonly quantity: number
  processedQuantity: number
  refundedQuantity: number
  readonly reason: ReturnReason
  readonly note: string
  readonly restockingFee: ReturnFeeState | null
  /** What the units were worth to the customer when the return was opened. */
  readonly worth: Bag
  readonly dispositions: DispositionState[]
}

export type ReturnReason =
  | 'COLOR'
  | 'DEFECTIVE'
  | 'NOT_AS_DESCRIBED'
  | 'OTHER'
  | 'SIZE_TOO_LARGE'
  | 'SIZE_TOO_SMALL'
  | 'STYLE'
  | 'UNKNOWN'
  | 'UNWANTED'
  | 'WRONG_ITEM'

/** What the customer gets instead. */
export interface ExchangeLineState {
  readonly id: NumericId
  readonly wanted: PlaceLine
  processedQuantity: number
  /** The order lines it became once processed. */
  lineIds: readonly NumericId[]
}

export interface ReturnState {
  readonly id: NumericId
  readonly name: string
  status: 'REQUESTED' | 'OPEN' | 'CLOSED' | 'DECLINED' | 'CANCELED'
  readonly reverseOrderId: NumericId
  readonly lines: readonly ReturnLineState[]
  readonly exchangeLines: readonly ExchangeLineState[]
  readonly shippingFees: readonly ReturnFeeState[]
  readonly createdAt: Date
  approvedAt: Date | null
  closedAt: Date | null
  declineReason: string | null
}

export interface FulfillmentState {
  readonly id: NumericId
  readonly name: string
  status: 'SUCCESS' | 'CANCELLED'
  readonly locationId: NumericId
  readonly lines: readonly { readonly id: NumericId; readonly lineId: NumericId; readonly quantity: number }[]
  /** From which fulfilment orders the units were taken. */
  readonly taken: readonly {
    readonly fulfillmentOrderId: NumericId
    readonly lineId: NumericId
    readonly quantity: number
  }[]
  tracking: readonly TrackingState[]
  /** E-mails to the customer about it. */
  readonly notifications: NotificationState[]
  readonly createdAt: Date
  updatedAt: Date
}

export interface TrackingState {
  readonly company: string | null
  readonly number: string | null
  readonly url: string | null
}

/** One message to the customer: that a shipment left, or that its tracking changed. */
export interface NotificationState {
  readonly what: 'shipped' | 'tracking-changed'
  readonly to: string
  readonly trackingNumbers: readonly string[]
  readonly at: Date
}

export type SaleLineType = 'PRODUCT' | 'SHIPPING' | 'TIP' | 'GIFT_CARD' | 'DUTY' | 'ADDITIONAL_FEE' | 'ADJUSTMENT'

export interface SaleState {
  readonly id: NumericId
  readonly actionType: 'ORDER' | 'RETURN' | 'UPDATE'
  readonly lineType: SaleLineType
  readonly quantity: number | null
  /** The line, shipping line, duty or fee that it moves; `null` for an adjustment. */
  readonly subjectId: NumericId | null
  /** With tax, after discounts; negative for what goes back. */
  readonly total: Bag
  readonly discountBeforeTaxes: Bag
  readonly discountAfterTaxes: Bag
  readonly taxes: readonly { readonly id: NumericId; readonly amount: Bag; readonly taxLine: TaxLineState }[]
}

export interface AgreementState {
  readonly id: NumericId
  readonly reason: 'ORDER' | 'ORDER_EDIT' | 'REFUND' | 'RETURN'
  readonly happenedAt: Date
  readonly refundId: NumericId | null
  readonly returnId: NumericId | null
  readonly sales: readonly SaleState[]
}

export interface PaymentTermsState {
  readonly id: NumericId
  readonly name: string
  readonly type: 'NET' | 'RECEIPT' | 'FIXED' | 'FULFILLMENT'
  readonly dueInDays: number | null
  readonly issuedAt: Date
  readonly dueAt: Date | null
  completedAt: Date | null
}

export interface OrderState {
  readonly id: NumericId
  readonly number: number
  readonly name: string
  readonly confirmationNumber: string
  /** Raised by every change; what was computed from an older revision is stale. */
  revision: number
  readonly currencies: Currencies
  /** Units of the customer's currency for one of the shop's, at placement. */
  readonly exchangeRate: Decimal
  readonly taxesIncluded: boolean
  readonly taxExempt: boolean
  readonly dutiesIncluded: boolean
  readonly estimatedTaxes: boolean
  readonly createdAt: Date
  readonly processedAt: Date
  updatedAt: Date
  closedAt: Date | null
  cancelledAt: Date | null
  cancelReason: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF' | null
  edited: boolean
  test: boolean
  readonly email: string | null
  readonly phone: string | null
  note: string | null
  tags: readonly string[]
  attributes: readonly AttributeInput[]
  poNumber: string | null
  readonly sourceName: string
  readonly sourceIdentifier: string | null
  readonly customerLocale: string | null
  readonly appId: NumericId | null
  readonly retailLocationId: NumericId | null
  readonly merchantOfRecordAppId: NumericId | null
  /** Another one after a merge of customers. */
  customer: CustomerState | null
  readonly company: { readonly company: CompanyState; readonly locationId: NumericId } | null
  readonly paymentTerms: PaymentTermsState | null
  readonly billingAddress: AddressState | null
  shippingAddress: AddressState | null
  readonly discounts: DiscountState[]
  readonly lines: LineState[]
  readonly shipping: ShippingLineState[]
  readonly fees: readonly FeeState[]
  readonly transactions: TransactionState[]
  readonly refunds: RefundState[]
  readonly returns: ReturnState[]
  readonly fulfillmentOrders: FulfillmentOrderState[]
  readonly fulfillments: FulfillmentState[]
  readonly agreements: AgreementState[]
  /** Total at creation, before any edit. */
  originalTotal: Bag
}
