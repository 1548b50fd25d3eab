import type { ErpSandbox, ShopSandbox } from '#cli/sandboxes'

export const DEMO_INTEGRATION = 'nordlys'
export const DEMO_TIME_ZONE = 'Europe/Stockholm'

const MAPPINGS = `    mappings:
      taxes:
        - { country: SE, rate: 25, account: VAT 25% - NL }
        - { country: SE, rate: 12, account: VAT 12% - NL }
        - { country: SE, rate: 6, account: VAT 6% - NL }
        - { country: SE, rate: none, account: null }
      payments:
        - { gateway: shopify_payments, mode: Card, account: Card Clearing - NL }
        - { gateway: Klarna, mode: Klarna }
        - { gateway: gift_card, mode: Gift Card }
        - { gateway: "*", mode: Manual }
      shipping: [{ method: "*", item: SHIPPING }]
      locations: [{ location: "*", warehouse: Stores - NL }]
      ledgers:
        - { category: bank, account: Payout Clearing - NL }
        - { category: fee, account: Payment Fees - NL }
        - { category: write-off, account: Write Off - NL }
        - { category: exchange, account: Exchange Gain/Loss - NL }
      roles:
        tip: { item: TIP }
        discount: { item: DISCOUNT }
        rounding: { item: ROUNDING }
        adjustment: { item: ADJUSTMENT }
        gift-card: { account: Gift Cards - NL }
        custom: { item: MADE-TO-MEASURE }
`

/** The configuration that the demo uses: what a merchant would write, with the addresses of the stand-ins. */
export const demoConfiguration = (
  shop: Pick<ShopSandbox, 'url' | 'domain' | 'clientId' | 'locations'>,
  erp: Pick<ErpSandbox, 'url' | 'apiKey'>,
): string => `version: 1
connections:
  shop:
    connector: shopify
    settings:
      shop: ${shop.domain}
      baseUrl: ${shop.url}
      clientId: ${shop.clientId}
      clientSecret: "\${SHOP_CLIENT_SECRET}"
      timeZone: ${DEMO_TIME_ZONE}
      # A shop this busy is on Shopify Plus, which may be called ten times as fast.
      plan: plus
  erp:
    connector: erpnext
    settings:
      baseUrl: ${erp.url}
      apiKey: ${erp.apiKey}
      apiSecret: "\${ERP_API_SECRET}"
      webhookSecret: "\${ERP_WEBHOOK_SECRET}"
      company: Nordlys AB
      companyCurrency: SEK
      warehouse: Stores - NL
      zeroTaxAccount: VAT 25% - NL
integrations:
  ${DEMO_INTEGRATION}:
    name: Nordlys, web shop to ERPNext
    store: shop
    target: erp
    live: true
    flows:
      orders: { schedule: "*/5 * * * *", timeZone: ${DEMO_TIME_ZONE} }
      payouts: { enabled: true }
      # The other half: what the warehouse has, what it costs, and what leaves it.
      inventory: { enabled: true }
      fulfillments: { enabled: true }
      products: { enabled: true }
      price-lists: { enabled: true }
    policies:
      documents: order-and-invoice
      homeCountry: SE
    rules:
      inventory:
        locations: [{ location: "${shop.locations()[0] ?? ''}", places: [Stores - NL] }]
      price-lists:
        feeds: [{ list: Web SEK }]
${MAPPINGS}`
