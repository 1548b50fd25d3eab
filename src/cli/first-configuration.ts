import type { DescribedConnector } from '#app/configuration/describe-connectors'
import { secretVariable } from '#app/configuration/environment'

/** One of the two systems: its connector, and what was answered about its settings. */
export interface FirstConnection {
  /** `shop` or `erp`: the connection's key in the file. */
  readonly key: string
  readonly connector: DescribedConnector
  readonly settings: Readonly<Record<string, string>>
}

/** What the first configuration file is filled in with. */
export interface Answers {
  readonly key: string
  readonly timeZone: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly store: FirstConnection
  readonly erp: FirstConnection
}

type Setting = DescribedConnector['settings'][number]

/** Settings that the file has to have: without a usual value, or asked for by the browser's way in. */
export const neededSettings = ({ settings, grant }: DescribedConnector): readonly Setting[] =>
  settings.filter(({ name, required, usual }) => usual === null && (required || grant?.needs.includes(name) === true))

/** Names of the variables that the file takes secrets from. */
export const secretsOf = ({ key, connector }: FirstConnection): readonly string[] =>
  neededSettings(connector).flatMap(({ name, kind }) => (kind === 'secret' ? [secretVariable(key, name)] : []))

/** A configuration file with comments that say what to do where. */
export const firstConfiguration = (
  answers: Answers,
): string => `# The configuration of Tillbridge. Use it with: tillbridge apply THIS-FILE
# \${NAME} is filled from the environment, so that no secret stands here.
version: 1

connections:
${connection(answers.store, answers)}${connection(answers.erp, answers)}
${integration(answers)}`

const text = (value: string): string => JSON.stringify(value)

function connection(of: FirstConnection, { timeZone }: Answers): string {
  const { key, connector, settings } = of
  const lines = neededSettings(connector).map(({ name, kind }) => {
    const value = kind === 'secret' ? `\${${secretVariable(key, name)}}` : (settings[name] ?? '')
    return `      ${name}: ${text(value)}`
  })
  if (connector.settings.some(({ name }) => name === 'timeZone')) lines.push(`      timeZone: ${text(timeZone)}`)
  return `  ${key}:
    connector: ${connector.connector}
    settings:
${lines.join('\n')}
`
}

const integration = ({ key, timeZone, country, store, erp }: Answers): string => `integrations:
  # This key stands in every document that is written; it cannot be changed later.
  ${key}:
    store: ${store.key}
    target: ${erp.key}
    # false: orders are collected and can be previewed, and nothing is written.
    live: false
    flows:
      orders:
        # Every five minutes the store is searched for what no webhook told.
        schedule: "*/5 * * * *"
        timeZone: ${text(timeZone)}
    policies:
      # order | invoice | order-and-invoice
      documents: order
      # Whose tax applies where an order has no address: at the till, or at pick-up.
      homeCountry: ${text(country)}
      # Only orders from this day on are booked. Remove it to book all.
      # goLiveOn: 2026-12-01
    mappings:
      # Accounts, ways of payment, items and warehouses are called as in ${erp.connector.name}: put in your own names.
      # A value that stands nowhere here is never guessed: its order waits until you add a line.
      taxes:
        - { country: ${text(country)}, rate: 25, account: "VAT 25%" }
        - { country: ${text(country)}, rate: 12, account: "VAT 12%" }
        - { country: ${text(country)}, rate: 6, account: "VAT 6%" }
      payments:
        - { gateway: "*", mode: Card }
      shipping:
        - { method: "*", item: SHIPPING }
      locations:
        - { location: "*", warehouse: Main }
      roles:
        tip: { item: TIP }
        discount: { item: DISCOUNT }
        rounding: { item: ROUNDING }
        # Amounts without goods: goodwill, fees that are kept.
        adjustment: { item: ADJUSTMENT }
`
