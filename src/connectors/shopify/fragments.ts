// The parts of records that several queries select, in Shopify's spelling. `vendor-graphql.ts` reads them.

const FRAGMENTS = {
  Bag: `fragment Bag on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }`,
  Tax: `fragment Tax on TaxLine { title rate channelLiable priceSet { ...Bag } }`,
  Address: `fragment Address on MailingAddress { firstName lastName company address1 address2 zip city province countryCodeV2 phone }`,
  Allocation: `fragment Allocation on DiscountAllocation { allocatedAmountSet { ...Bag } discountApplication { index } }`,
  Line: `fragment Line on LineItem {
  id sku title variantTitle vendor quantity currentQuantity isGiftCard requiresShipping taxable
  product { id }
  variant { id }
  lineItemGroup { id title }
  customAttributes { key value }
  originalUnitPriceSet { ...Bag }
  discountAllocations { ...Allocation }
  taxLines { ...Tax }
  duties { id price { ...Bag } taxLines { ...Tax } }
}`,
  Shipping: `fragment Shipping on ShippingLine {
  id title code isRemoved
  originalPriceSet { ...Bag }
  discountAllocations { ...Allocation }
  taxLines { ...Tax }
}`,
  Discount: `fragment Discount on DiscountApplication {
  __typename index targetType
  value { ... on MoneyV2 { amount currencyCode } ... on PricingPercentageValue { percentage } }
  ... on DiscountCodeApplication { code }
  ... on ManualDiscountApplication { title description }
  ... on AutomaticDiscountApplication { title }
  ... on ScriptDiscountApplication { title }
}`,
  Transaction: `fragment Transaction on OrderTransaction {
  id kind status gateway test createdAt processedAt paymentId
  parentTransaction { id }
  amountSet { ...Bag }
  amountRoundingSet { ...Bag }
}`,
  RefundHead: `fragment RefundHead on Refund { id createdAt processedAt note return { id } duties { amountSet { ...Bag } originalDuty { id } } }`,
  RefundLine: `fragment RefundLine on RefundLineItem { id quantity restockType location { id } lineItem { id } subtotalSet { ...Bag } totalTaxSet { ...Bag } }`,
  RefundShipping: `fragment RefundShipping on RefundShippingLine { id shippingLine { id } subtotalAmountSet { ...Bag } taxAmountSet { ...Bag } }`,
  Adjustment: `fragment Adjustment on OrderAdjustment { id reason amountSet { ...Bag } taxAmountSet { ...Bag } }`,
  FulfillmentHead: `fragment FulfillmentHead on Fulfillment { id status createdAt updatedAt location { id } trackingInfo { company number url } }`,
  Purchaser: `fragment Purchaser on PurchasingEntity {
  __typename
  ... on PurchasingCompany { company { id name externalId } location { id name taxSettings { taxRegistrationId } } }
}`,
  Fee: `fragment Fee on AdditionalFee { id name price { ...Bag } taxLines { ...Tax } }`,
} as const

type FragmentName = keyof typeof FRAGMENTS

/** The query with the fragments that it and they use, each once. Shopify refuses fragments that are not used. */
export function withFragments(query: string): string {
  const used = new Set<FragmentName>()
  const visit = (text: string): void => {
    for (const [, name] of text.matchAll(/\.\.\.([A-Z]\w+)/g)) {
      if (name === undefined || !(name in FRAGMENTS) || used.has(name as FragmentName)) continue
      used.add(name as FragmentName)
      visit(FRAGMENTS[name as FragmentName])
    }
  }
  visit(query)
  return [query, ...[...used].map((name) => FRAGMENTS[name])].join('\n')
}
