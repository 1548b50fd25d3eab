import { Command } from 'commander'
import { addressOf } from '#app/address'
import type { Bridge } from '#app/bridge'
import { configurationHere } from '#app/configuration/service-here'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { personHere } from '#cli/person-here'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { listConnections } from '#database/connections'
import { askForGrant, grantOf, lacking, redeemGrant, returnAddress, withPlaceholders } from '#engine/grants'
import { TillbridgeError } from '#lib/errors'

interface Options {
  readonly connector?: string
  readonly set?: readonly string[]
  readonly secret?: readonly string[]
  readonly answer?: string
}

type Fields = Readonly<Record<string, unknown>>

/** Whoever sits at the machine: any of its commands may take the answer. */
const BOUND_TO = 'machine'

export const grantCommand = (io: Io): Command =>
  new Command('grant')
    .summary("give access at the system's own page, instead of entering keys")
    .argument('<connection>', 'its key; of a new one, how it shall be called')
    .option('--connector <id>', 'of a new connection: the kind of system, e.g. shopify')
    .option('--set <setting=value...>', 'a setting, e.g. shop=acme.myshopify.com')
    .option('--secret <setting=VARIABLE...>', 'a secret, read from that variable of the environment')
    .option('--answer <address>', 'the address that the browser came back to: takes the answer')
    .addHelpText(
      'after',
      examples([
        [
          'Where to give access to a Shopify shop',
          'APP_SECRET=… tillbridge connections grant shop --connector shopify --set shop=acme clientId=… --secret clientSecret=APP_SECRET',
        ],
        ['The browser came back', "tillbridge connections grant shop --answer 'https://…/granted/shopify?code=…'"],
      ]),
    )
    .action(async (key: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const asJson = globalOptions(command).json === true
        if (options.answer === undefined) await begin(bridge, io, key, options, asJson)
        else await finish(bridge, io, key, options.answer, asJson)
      })
    })

async function begin(bridge: Bridge, io: Io, key: string, options: Options, asJson: boolean): Promise<void> {
  const { organizationId, settings: here } = bridge
  const before = (await listConnections(bridge.pool, bridge.sealer, organizationId)).find((one) => one.key === key)
  const connector = before?.connector ?? options.connector
  if (connector === undefined) throw unknown(key)
  const stated = { ...pairs(options.set), ...secretsOf(options.secret, io.env) }
  const settings = { ...before?.settings, ...stated }
  const { grant } = grantOf(bridge.connectors, connector)
  const names = lacking(grant, settings)
  if (names.length > 0) throw incomplete(names)
  const service = configurationHere(bridge)
  await service.saveConnection(
    organizationId,
    key,
    (file) => ({ ...file, connector, settings: withPlaceholders(grant, { ...file?.settings, ...stated }) }),
    null,
  )
  const address = addressOf(here.publicUrl, `http://${here.host}:${here.port}`)
  const asked = { connection: key, connector, settings, stated, publicOnly: before?.publicOnly ?? false }
  const begun = await audited(bridge, io, { event: 'connection.grant-begun', subject: `connection:${key}` }, () =>
    askForGrant(servicesOf(bridge), {
      organizationId,
      asked,
      boundTo: BOUND_TO,
      returnTo: returnAddress(address, here.organization),
      reachedAt: (here.publicUrl ?? address).replace(/\/+$/, ''),
    }),
  )
  if (asJson) return io.out(JSON.stringify({ address: begun.address, expiresAt: begun.expiresAt.toISOString() }))
  io.out(`Open this address and give access there. It is good for half an hour.\n\n${begun.address}\n`)
  io.out('The browser comes back to an address of Tillbridge. Give that address to this command:')
  io.out(io.colors.dim(`tillbridge connections grant ${key} --answer '<address>'`))
}

async function finish(bridge: Bridge, io: Io, key: string, answer: string, asJson: boolean): Promise<void> {
  const { organizationId } = bridge
  const { connector, query } = answerOf(answer)
  await audited(bridge, io, { event: 'connection.granted', subject: `connection:${key}` }, async () => {
    const granted = await redeemGrant(servicesOf(bridge), { organizationId, connector, query, boundTo: BOUND_TO })
    await configurationHere(bridge).saveConnection(
      organizationId,
      granted.connection,
      (file) => ({
        ...file,
        connector,
        settings: withoutNulls({ ...file?.settings, ...granted.settings }),
      }),
      { by: personHere(io), with: 'connections grant' },
    )
  })
  io.out(asJson ? JSON.stringify({ connection: key }) : `${io.colors.green('✓')} "${key}" has access.`)
}

const servicesOf = (bridge: Bridge) => ({ ...bridge, connections: bridge.engine.services.connections })

const withoutNulls = (settings: Fields): Fields =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))

const pairs = (given: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

function secretsOf(given: readonly string[] | undefined, env: Io['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pairs(given)).map(([name, variable]) => {
      const value = env[variable] ?? ''
      if (value !== '') return [name, value]
      throw new TillbridgeError({
        kind: 'rejected',
        code: 'VARIABLE_EMPTY',
        message: `The environment has no variable "${variable}".`,
        remedy: 'Write setting=VARIABLE, with the secret in the variable, so that it stands in no history of commands.',
      })
    }),
  )
}

/** The connector and the answer of an address such as `https://bridge.example/o/main/granted/shopify?code=…`. */
function answerOf(address: string): { readonly connector: string; readonly query: string } {
  const url = URL.canParse(address) ? new URL(address) : null
  const connector = /\/granted\/([\w-]+)$/.exec(url?.pathname ?? '')?.[1]
  if (url === null || connector === undefined) throw notAnAnswer()
  return { connector, query: url.search.slice(1) }
}

const notAnAnswer = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ANSWER_ADDRESS_WRONG',
    message: 'This is not an address that a browser comes back to.',
    remedy: "Copy the whole address of the page, e.g. 'https://…/o/main/granted/shopify?code=…', in single quotes.",
  })

const incomplete = (names: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'GRANT_SETTINGS_MISSING',
    message: `Needed before access can be given: ${names.join(', ')}.`,
    remedy: 'State them with --set setting=value, secrets with --secret setting=VARIABLE.',
  })

const unknown = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_UNKNOWN',
    message: `There is no connection "${key}".`,
    remedy: 'For a new one, say which kind of system it is: --connector shopify.',
  })
