// The public entry `tillbridge/contract`: what a connector is written with. Everything else of Tillbridge may change at any time.
export { z } from 'zod'
export type { Connector, ConnectorRegistry, Reads, Writes } from '#contract/connector'
export { defineConnector } from '#contract/connector'
export type { Auth, Token } from '#contract/auth'
export type { CheckResult, CheckUse, Finding } from '#contract/check'
export type { Context, Http, HttpRequest, HttpResponse, Wire, WireCall } from '#contract/context'
export type { Grant, GrantAnswer, GrantRound } from '#contract/grant'
export type { Limits, ObservedQuota, Rate } from '#contract/limits'
export { secret } from '#contract/settings'
export type { SignedDelivery } from '#contract/signature'
export { verifySignature } from '#contract/signature'
export type { Change, Snapshot, Source } from '#contract/source'
export type {
  Choice,
  ChoiceList,
  DocumentSearch,
  DocumentTarget,
  ExtraFieldRules,
  FoundDocument,
  FoundParty,
  NamedDocument,
  PartyTarget,
  WriteContext,
} from '#contract/target'
export { foundParty } from '#contract/target'
export type { DeliveryHead, SignatureRule, SubscriptionFinding, WebhookEvent, Webhooks } from '#contract/webhooks'
export { addressKey } from '#contract/address-key'

export type * from '#contract/accounts'
export type * from '#contract/products'
export type * from '#contract/returns'
export type * from '#contract/shipments'
export type * from '#contract/stock'

export type * from '#model/address'
export type * from '#model/capabilities'
export type * from '#model/documents'
export type * from '#model/fulfillment'
export type * from '#model/held'
export type * from '#model/order'
export type * from '#model/payment'
export type * from '#model/payout'
export type * from '#model/product'
export type * from '#model/refund'
export type * from '#model/tax'
export type { Currency, CurrencyPair, DualAmount, Money } from '#model/money'
export { dual } from '#model/money'
export { UNLIMITED } from '#model/capabilities'
export { isJournal, isPaymentDocument, isSalesDocument } from '#model/documents'

export type { Clock } from '#lib/clock'
export * from '#lib/decimal'
export type { ErrorKind, TillbridgeErrorOptions } from '#lib/errors'
export { TillbridgeError } from '#lib/errors'
export { allocate, minorUnits, round } from '#lib/rounding'
export { orderFrom } from '#generic/order-draft'
