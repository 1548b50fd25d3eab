import { glob, readFile } from 'node:fs/promises'
import { type ErrorCode, errorCodesIn } from './error-codes.ts'

const ROOT = new URL('../../../', import.meta.url)
const NOT_USERS = /\.(test|test-kit|fixture)\.|toy-connectors|^src\/testing\/|\/samples\//

const PARTS: readonly (readonly [pattern: RegExp, title: string])[] = [
  [/^src\/books\//, 'The order and the rules'],
  [/^src\/mapping\//, 'The mapping'],
  [/^src\/(stock|catalog|shipments|drift|csv)\//, 'Stock, products, shipments and files'],
  [/^src\/engine\//, 'Running transfers'],
  [/^src\/connectors\/shopify\//, 'Shopify'],
  [/^src\/connectors\/woocommerce\//, 'WooCommerce'],
  [/^src\/connectors\/stripe\//, 'Stripe'],
  [/^src\/connectors\/klarna\//, 'Klarna'],
  [/^src\/connectors\/adyen\//, 'Adyen'],
  [/^src\/connectors\/erpnext\//, 'ERPNext'],
  [/^src\/connectors\/odoo\//, 'Odoo'],
  [/^src\/(connectors\/generic-|generic\/)/, 'Systems that are described by settings'],
  [/^src\/server\//, 'Answers to deliveries'],
  [/^src\/(database|lib|model|contract)\//, 'Database and secrets'],
  [/^src\/(app|cli)\//, 'Set-up and commands'],
]

const HEAD = `# Errors

Every cause that a transfer, a connection check, a command or an answer to a delivery can name. Codes are stable; texts may become better. \`…\` stands for what is filled in. Where no text is given, the words are the other system's own.

Made from the source by \`node scripts/generate-errors.ts\`.
`

/** Source files by path, those of tests excepted. */
export async function sources(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for await (const path of glob('src/**/*.ts', { cwd: ROOT })) {
    if (!NOT_USERS.test(path)) files.set(path, await readFile(new URL(path, ROOT), 'utf8'))
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The text of `docs/reference/errors.md`. */
export async function errorsReference(): Promise<string> {
  const files = [...(await sources())]
  const sections = PARTS.flatMap(([pattern, title]) => {
    const codes = files.filter(([path]) => pattern.test(path)).flatMap(([, text]) => errorCodesIn(text))
    return codes.length === 0
      ? []
      : [`\n## ${title}\n\n| code | what it says | what to do |\n|---|---|---|\n${rowsOf(codes)}\n`]
  })
  return HEAD + sections.join('')
}

function rowsOf(codes: readonly ErrorCode[]): string {
  const byCode = Map.groupBy(codes, ({ code }) => code)
  return [...byCode]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, uses]) =>
        `| \`${code}\` | ${cell(uses.map((use) => use.message))} | ${cell(uses.map((use) => use.remedy))} |`,
    )
    .join('\n')
}

const cell = (texts: readonly string[]): string =>
  [...new Set(texts.filter((text) => text !== ''))].join('<br>').replaceAll('|', '\\|').replaceAll('\n', ' ')
