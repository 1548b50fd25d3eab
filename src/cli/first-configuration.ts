/** What the first configuration file is filled in with. */
export interface Answers {
  readonly key: string
  readonly shop: string
  readonly clientId: string
  readonly timeZone: string
  readonly erpUrl: string
  readonly apiKey: string
  readonly company: string
  readonly abbreviation: string
  readonly currency: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** A configuration file with comments that say what to do where. */
export const firstConfiguration = (
  answers: Answers,
): string => `# The configuration of Tillbridge. Use it with: tillbridge apply THIS-FILE
# \${NAME} is filled from the environment, so that no secret stands here.
version: 1

${connections(answers)}
${integration(answers)}`

const text = (value: string): string => JSON.stringify(value)
const account = ({ abbreviation }: Answers, name: string): string => text(`${name} - ${abbreviation}`)

const connections = (answers: Answers): string => `connections:
  shop:
    connector: shopify
    settings:
      shop: ${text(answers.shop)}
      clientId: ${text(answers.clientId)}
      clientSecret: "\${SHOP_CLIENT_SECRET}"
      timeZone: ${text(answers.timeZone)}
  erp:
    connector: erpnext
    settings:
      baseUrl: ${text(answers.erpUrl)}
      apiKey: ${text(answers.apiKey)}
      apiSecret: "\${ERP_API_SECRET}"
      company: ${text(answers.company)}
      companyCurrency: ${text(answers.currency)}
      # Where goods are taken from when a location has no warehouse below.
      warehouse: ${account(answers, 'Stores')}
      # For orders without any tax; it keeps ERPNext from adding taxes of its own to them.
      # zeroTaxAccount: ${account(answers, 'VAT 25%')}
`

const integration = (answers: Answers): string => `integrations:
  # This key stands in every document that is written; it cannot be changed later.
  ${answers.key}:
    store: shop
    target: erp
    # false: orders are collected and can be previewed, and nothing is written.
    live: false
    flows:
      orders:
        # Every five minutes the store is searched for what no webhook told.
        schedule: "*/5 * * * *"
        timeZone: ${text(answers.timeZone)}
    policies:
      # order | invoice | order-and-invoice
      documents: order
      # Whose tax applies where an order has no address: at the till, or at pick-up.
      homeCountry: ${text(answers.country)}
      # Only orders from this day on are booked. Remove it to book all.
      # goLiveOn: 2026-12-01
    mappings:
      # A value that stands nowhere here is never guessed: its order waits until you add a line.
      taxes:
        - { country: ${answers.country}, rate: 25, account: ${account(answers, 'VAT 25%')} }
        - { country: ${answers.country}, rate: 12, account: ${account(answers, 'VAT 12%')} }
        - { country: ${answers.country}, rate: 6, account: ${account(answers, 'VAT 6%')} }
      payments:
        - { gateway: shopify_payments, mode: Card }
      shipping:
        - { method: "*", item: SHIPPING }
      locations:
        - { location: "*", warehouse: ${account(answers, 'Stores')} }
      roles:
        tip: { item: TIP }
        discount: { item: DISCOUNT }
        rounding: { item: ROUNDING }
        # Amounts without goods: goodwill, fees that are kept.
        adjustment: { item: ADJUSTMENT }
`
