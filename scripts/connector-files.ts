import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const TEMPLATE = fileURLToPath(new URL('connector-template', import.meta.url))
const ROOT = fileURLToPath(new URL('..', import.meta.url))

const COMMON = ['settings.ts', 'client.ts', 'check.ts', 'sandbox.ts'] as const
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  store: ['orders.ts', 'webhooks.ts'],
  erp: ['parties.ts', 'documents.ts'],
  payments: ['payouts.ts'],
}

export interface NewConnector {
  readonly folder: string
  /** `store`, `erp` or `payments`. */
  readonly kind: string
  /** As the vendor writes itself; default: made of the folder's name. */
  readonly name?: string
}

/**
 * Writes a connector that declares everything and can do nothing yet, with a sandbox and the conformance tests of its kind.
 *
 * @throws when the kind is none, the folder's name can be no id, or there is something in the folder already.
 */
export async function writeConnector({ folder, kind, name }: NewConnector): Promise<{ id: string; files: string[] }> {
  const own = OF_KIND[kind]
  if (own === undefined) throw new Error(`There is no kind ${kind}; there are ${Object.keys(OF_KIND).join(', ')}.`)
  const place = resolve(folder)
  const id = basename(place)
  if (!/^[a-z][a-z0-9-]*$/.test(id))
    throw new Error(`The folder's name becomes the connector's id: small letters, digits and dashes, not ${id}.`)
  if (existsSync(place) && (await readdir(place)).length > 0)
    throw new Error(`There is something in ${folder} already.`)
  const words = wordsOf(id, name)
  const files = new Map<string, string>()
  for (const file of [...COMMON, ...own]) files.set(file, await template(file, kind, words))
  files.set('index.ts', await template(`${kind}.ts`, kind, words))
  files.set('conformance.test.ts', await template(`conformance-${kind}.ts`, kind, words))
  files.set('README.md', readme(words.get('New System') ?? id))
  if (!isOurs(place)) for (const [file, text] of packageFiles(id, place)) files.set(file, text)
  await mkdir(place, { recursive: true })
  for (const [file, text] of files) await writeFile(join(place, file), text)
  return { id, files: [...files.keys()].sort() }
}

/** What stands in the template, and what stands there instead. */
function wordsOf(id: string, name?: string): ReadonlyMap<string, string> {
  const parts = id.split('-').filter((part) => part !== '')
  const capital = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1))
  const pascal = capital.join('')
  return new Map([
    ['New System', name ?? capital.join(' ')],
    ['NewSystem', pascal],
    ['newSystem', pascal.charAt(0).toLowerCase() + pascal.slice(1)],
    ['NEW_SYSTEM', parts.join('_').toUpperCase()],
    ['new-system', id],
  ])
}

async function template(file: string, kind: string, words: ReadonlyMap<string, string>): Promise<string> {
  let text = await readFile(join(TEMPLATE, file), 'utf8')
  for (const [word, instead] of words) text = text.replaceAll(word, instead)
  return text.replace(`'./${kind}.ts'`, `'./index.ts'`)
}

const isOurs = (place: string): boolean => place.startsWith(`${resolve(ROOT)}${sep}`)

const readme = (name: string): string => `# ${name}

What is odd about ${name}, as it behaves and not as it is documented:

- how credentials are made, and which rights they need;
- what identifies a record, and what changes when it is edited;
- which stamps there are, in which zone, and how fine they are;
- what a limit looks like, and what it counts;
- what it does when a write is sent twice.

What this connector cannot do, and why.
`

/** What a folder outside of Tillbridge needs besides: that its files are modules, and where an editor finds the public entries. */
function packageFiles(id: string, place: string): [string, string][] {
  const manifest = { name: `tillbridge-${id}`, version: '0.1.0', type: 'module', exports: './index.ts' }
  const types = {
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      module: 'nodenext',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      paths: { 'tillbridge/*': [`${relative(place, ROOT)}/src/public/*.ts`] },
    },
    include: ['*.ts'],
  }
  return [
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['tsconfig.json', `${JSON.stringify(types, null, 2)}\n`],
  ]
}
