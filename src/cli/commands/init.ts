import { access, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { type DescribedConnector, describeConnectors } from '#app/configuration/describe-connectors'
import { connectorRegistry } from '#app/registry'
import { type FirstConnection, firstConfiguration, neededSettings, secretsOf } from '#cli/first-configuration'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions } from '#cli/session'
import { TillbridgeError } from '#lib/errors'

interface Options {
  readonly yes?: boolean
  readonly force?: boolean
  readonly store: string
  readonly erp: string
  readonly set?: readonly string[]
  readonly key?: string
  readonly timeZone?: string
  readonly country?: string
}

/** One thing to be known; `name` is as in the options, or `shop.clientId` of a connection. */
interface Question {
  readonly name: string
  readonly ask: string
  readonly usual: string
}

const QUESTIONS: readonly Question[] = [
  { name: 'key', ask: 'A short name for this integration (a-z, 0-9, -)', usual: 'shop' },
  { name: 'timeZone', ask: 'The shop’s time zone', usual: 'Europe/Stockholm' },
  { name: 'country', ask: 'The country whose tax you charge at home (two letters)', usual: 'SE' },
]

export const initCommand = (io: Io): Command =>
  new Command('init')
    .description(
      'Asks some questions and writes a configuration file with comments, ready to be completed. Secrets never stand in it: they come from the environment.',
    )
    .argument('[file]', 'where to', 'tillbridge.yaml')
    .option('-y, --yes', 'ask nothing: take the options and, for the rest, examples')
    .option('--force', 'replace a file that is there')
    .option('--store <connector>', 'which kind of store', 'shopify')
    .option('--erp <connector>', 'which kind of ERP', 'erpnext')
    .option(
      '--set <setting=value...>',
      'a setting of one of the two, e.g. shop.clientId=abc or erp.company="Example AB"',
    )
    .option('--key <key>', 'name of the integration')
    .option('--time-zone <zone>', 'IANA zone of the shop')
    .option('--country <code>', 'whose tax you charge at home, e.g. SE')
    .addHelpText(
      'after',
      examples([
        ['Answer some questions', 'tillbridge init'],
        ['Of another store and another ERP', 'tillbridge init --store woocommerce --erp odoo'],
        [
          'Ask nothing',
          'tillbridge init --yes --set shop.shop=nordlys.myshopify.com erp.company="Nordlys AB" --country SE',
        ],
      ]),
    )
    .action(async (file: string, options: Options, command: Command) => {
      if (options.force !== true && (await exists(file))) throw alreadyThere(file)
      const isAsking = options.yes !== true && process.stdin.isTTY === true
      if (!isAsking && options.yes !== true) throw nobodyToAsk()
      const connectors = await describeConnectors(connectorRegistry)
      const [store, erp] = [kindOf(connectors, 'store', options.store), kindOf(connectors, 'erp', options.erp)]
      const questions = [...QUESTIONS, ...questionsOf('shop', store), ...questionsOf('erp', erp)]
      const said = await answersTo(questions, options, isAsking)
      const answers = {
        key: said('key'),
        timeZone: said('timeZone'),
        country: said('country'),
        store: connectionOf('shop', store, said),
        erp: connectionOf('erp', erp, said),
      }
      await writeFile(file, firstConfiguration(answers), { mode: 0o600 })
      if (globalOptions(command).json === true) return io.out(JSON.stringify({ file }))
      io.out(nextSteps(io, file, [...secretsOf(answers.store), ...secretsOf(answers.erp)]))
    })

function kindOf(
  connectors: readonly DescribedConnector[],
  kind: DescribedConnector['kind'],
  id: string,
): DescribedConnector {
  const found = connectors.find(({ connector }) => connector === id)
  // Systems that are described by settings may be either.
  if (found !== undefined && (found.kind === kind || found.kind !== 'payments')) return found
  const names = connectors.filter((each) => each.kind === kind).map(({ connector }) => connector)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTOR_UNKNOWN',
    message: `There is no ${kind === 'store' ? 'store' : 'ERP'} "${id}".`,
    remedy: `One of these: ${names.join(', ')}.`,
  })
}

const askedOf = (connector: DescribedConnector) => neededSettings(connector).filter(({ kind }) => kind !== 'secret')

const questionsOf = (key: string, connector: DescribedConnector): Question[] =>
  askedOf(connector).map(({ name, options, help }) => ({
    name: `${key}.${name}`,
    ask: `${connector.name}: ${name}${help === null ? '' : ` (${help})`}`,
    usual: options[0] ?? USUAL[name] ?? `your-${name}`,
  }))

// What fits the check of the setting, and is plainly an example.
const USUAL: Readonly<Record<string, string>> = {
  shop: 'example.myshopify.com',
  siteUrl: 'https://shop.example.com',
  baseUrl: 'https://erp.example.com',
  company: 'Example AB',
  companyCurrency: 'SEK',
}

const connectionOf = (key: string, connector: DescribedConnector, said: (name: string) => string): FirstConnection => ({
  key,
  connector,
  settings: Object.fromEntries(askedOf(connector).map(({ name }) => [name, said(`${key}.${name}`)])),
})

/** What was answered, by the question's name: by an option, by a person, or as is usual. */
async function answersTo(
  questions: readonly Question[],
  options: Options,
  isAsking: boolean,
): Promise<(name: string) => string> {
  const given = new Map(
    Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  for (const setting of options.set ?? []) {
    const [name = '', ...value] = setting.split('=')
    if (!questions.some((question) => question.name === name)) throw nobodyAsks(name, questions)
    given.set(name, value.join('='))
  }
  const prompt = isAsking ? createInterface({ input: process.stdin, output: process.stderr }) : null
  try {
    for (const { name, ask, usual } of questions.filter((question) => !given.has(question.name))) {
      const answer = (await prompt?.question(`${ask} [${usual}]: `))?.trim() ?? ''
      given.set(name, answer === '' ? usual : answer)
    }
  } finally {
    prompt?.close()
  }
  return (name) => given.get(name) ?? ''
}

const nobodyAsks = (name: string, questions: readonly Question[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SETTING_UNKNOWN',
    message: `Nobody asks for "${name}".`,
    remedy: `One of these: ${questions
      .map((question) => question.name)
      .filter((each) => each.includes('.'))
      .join(', ')}. Others are written into the file.`,
  })

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

const alreadyThere = (file: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_EXISTS',
    message: `${file} is there already; it was left as it is.`,
    remedy: 'Name another file, or replace this one with --force.',
  })

const nobodyToAsk = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOBODY_TO_ASK',
    message: 'There is no terminal to ask questions in.',
    remedy: 'Give --yes and the options instead; see "tillbridge init --help".',
  })

const nextSteps = (
  { colors }: Io,
  file: string,
  secrets: readonly string[],
): string => `${colors.green('✓')} Written to ${file}. What comes next:

  1. Put the secrets into the environment:
     export ${secrets.map((name) => `${name}=…`).join('  ')}
  2. Complete the mappings, then use the file:
     tillbridge apply ${file}
  3. See whether both systems answer, and install what is missing:
     tillbridge check --prepare
  4. Look at some real orders before anything is written:
     tillbridge preview "#1001"
  5. Set live: true, apply again, and run it:
     tillbridge start`
