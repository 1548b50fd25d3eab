import { access, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { firstConfiguration, type Answers } from '#cli/first-configuration'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions } from '#cli/session'
import { TillbridgeError } from '#lib/errors'

interface Options extends Partial<Answers> {
  readonly yes?: boolean
  readonly force?: boolean
}

interface Question {
  readonly name: keyof Answers
  readonly ask: string
  readonly usual: string
}

const QUESTIONS: readonly Question[] = [
  { name: 'key', ask: 'A short name for this integration (a-z, 0-9, -)', usual: 'shop' },
  { name: 'shop', ask: 'Shopify: the shop’s myshopify.com name', usual: 'example.myshopify.com' },
  { name: 'clientId', ask: 'Shopify: the client id of your app', usual: 'your-client-id' },
  { name: 'timeZone', ask: 'The shop’s time zone', usual: 'Europe/Stockholm' },
  { name: 'erpUrl', ask: 'ERPNext: its address', usual: 'https://erp.example.com' },
  { name: 'apiKey', ask: 'ERPNext: the API key of the user', usual: 'your-api-key' },
  { name: 'company', ask: 'ERPNext: the company', usual: 'Example AB' },
  { name: 'abbreviation', ask: 'ERPNext: the company’s abbreviation', usual: 'EX' },
  { name: 'country', ask: 'The country whose tax you charge at home (two letters)', usual: 'SE' },
  { name: 'currency', ask: 'ERPNext: the company’s currency', usual: 'SEK' },
]

export const initCommand = (io: Io): Command =>
  new Command('init')
    .description(
      'Asks some questions and writes a configuration file with comments, ready to be completed. Secrets never stand in it: they come from the environment.',
    )
    .argument('[file]', 'where to', 'tillbridge.yaml')
    .option('-y, --yes', 'ask nothing: take the options and, for the rest, examples')
    .option('--force', 'replace a file that is there')
    .option('--key <key>', 'name of the integration')
    .option('--shop <domain>', 'Shopify: the myshopify.com name')
    .option('--client-id <id>', 'Shopify: client id of the app')
    .option('--time-zone <zone>', 'IANA zone of the shop')
    .option('--country <code>', 'whose tax you charge at home, e.g. SE')
    .option('--erp-url <url>', 'ERPNext: its address')
    .option('--api-key <key>', 'ERPNext: API key of the user')
    .option('--company <name>', 'ERPNext: the company')
    .option('--abbreviation <text>', 'ERPNext: the company’s abbreviation')
    .option('--currency <code>', 'ERPNext: the company’s currency')
    .addHelpText(
      'after',
      examples([
        ['Answer some questions', 'tillbridge init'],
        ['Ask nothing', 'tillbridge init --yes --shop nordlys.myshopify.com --company "Nordlys AB" --abbreviation NL'],
      ]),
    )
    .action(async (file: string, options: Options, command: Command) => {
      if (options.force !== true && (await exists(file))) throw alreadyThere(file)
      const isAsking = options.yes !== true && process.stdin.isTTY === true
      if (!isAsking && options.yes !== true) throw nobodyToAsk()
      const answers = await answersOf(options, isAsking)
      await writeFile(file, firstConfiguration(answers), { mode: 0o600 })
      if (globalOptions(command).json === true) return io.out(JSON.stringify({ file }))
      io.out(nextSteps(io, file))
    })

async function answersOf(options: Options, isAsking: boolean): Promise<Answers> {
  const given = QUESTIONS.map(({ name, usual }): [keyof Answers, string] => [name, options[name] ?? usual])
  const answers = Object.fromEntries(given) as unknown as Record<keyof Answers, string>
  if (!isAsking) return answers
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (const { name, ask } of QUESTIONS.filter(({ name }) => options[name] === undefined)) {
      const answer = await prompt.question(`${ask} [${answers[name]}]: `)
      if (answer.trim() !== '') answers[name] = answer.trim()
    }
    return answers
  } finally {
    prompt.close()
  }
}

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

const nextSteps = ({ colors }: Io, file: string): string => `${colors.green('✓')} Written to ${file}. What comes next:

  1. Put the secrets into the environment:
     export SHOP_CLIENT_SECRET=…  ERP_API_SECRET=…
  2. Complete the mappings, then use the file:
     tillbridge apply ${file}
  3. See whether both systems answer, and install the reference fields:
     tillbridge check --prepare
  4. Look at some real orders before anything is written:
     tillbridge preview "#1001"
  5. Set live: true, apply again, and run it:
     tillbridge start`
