/** A source file with what it imports. Paths are relative to the project's root. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Who may import whom. A part may always import itself; `*` is everything. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  languages: [],
  model: ['lib'],
  contract: ['lib', 'model'],
  generic: ['lib', 'model', 'contract'],
  connectors: ['lib', 'model', 'contract', 'generic'],
  books: ['lib', 'model'],
  mapping: ['lib', 'model'],
  stock: ['lib', 'model'],
  catalog: ['lib', 'model'],
  shipments: ['lib', 'model'],
  drift: ['lib', 'model'],
  csv: ['lib', 'model'],
  database: ['lib', 'model'],
  engine: [
    'lib',
    'languages',
    'model',
    'contract',
    'books',
    'mapping',
    'stock',
    'catalog',
    'shipments',
    'drift',
    'csv',
    'database',
  ],
  api: ['lib', 'languages', 'model'],
  server: [
    'lib',
    'languages',
    'model',
    'contract',
    'books',
    'mapping',
    'stock',
    'catalog',
    'shipments',
    'drift',
    'csv',
    'database',
    'engine',
    'api',
  ],
  app: [
    'lib',
    'languages',
    'model',
    'contract',
    'connectors',
    'books',
    'mapping',
    'stock',
    'catalog',
    'shipments',
    'drift',
    'csv',
    'database',
    'engine',
    'api',
    'server',
  ],
  web: ['api', 'languages'],
  cli: [
    'lib',
    'languages',
    'model',
    'contract',
    'books',
    'mapping',
    'stock',
    'catalog',
    'shipments',
    'drift',
    'csv',
    'database',
    'engine',
    'app',
  ],
  public: ['lib', 'model', 'contract', 'generic', 'testing', 'sandboxes'],
  testing: ['*'],
  sandboxes: ['lib'],
  tests: ['*'],
  bench: ['*'],
  scripts: ['*'],
}

// Pure parts: nothing that talks to the outside, whatever npm offers.
const PURE_PARTS = new Set(['model', 'books', 'mapping', 'stock', 'catalog', 'shipments', 'drift', 'csv'])
const PURE_PACKAGES = new Set(['zod'])

export const IMPORT = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g

/** Every import that breaks a rule, in words. */
export function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => importsOf(file).flatMap((imported) => judge(file.path, imported)))
}

export const importsOf = (file: SourceFile): string[] =>
  [...withoutComments(file.text).matchAll(IMPORT)]
    .map((match) => match[1] ?? '')
    // Sentences say "from" as well.
    .filter((name) => /^[\w@#.][\w@#./:-]*$/.test(name))

/** The text of a file without what is said beside it. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

function judge(path: string, imported: string): string[] {
  const part = partOf(path)
  const complain = (why: string): string[] => [`${path} imports ${imported}: ${why}`]
  if (imported.startsWith('../')) return complain('use #part/… to reach another folder')
  if (imported.startsWith('./')) return []
  if (!imported.startsWith('#')) return judgePackage(part, imported, complain)
  const target = imported.slice(1).split('/')[0] ?? ''
  if (part === 'connectors' && target === 'connectors') {
    return connectorOf(path) === imported.split('/')[1] ? [] : complain('a connector never imports another connector')
  }
  if (part === 'sandboxes' && target === 'sandboxes') {
    const folder = imported.split('/')[1] ?? ''
    const own = path.split('/')[1]
    return folder === 'kit' || folder === own ? [] : complain('a sandbox imports only the kit and itself')
  }
  const allowed = ALLOWED[part]
  if (allowed === undefined) return complain(`the part "${part}" has no rule`)
  return target === part || allowed.includes('*') || allowed.includes(target)
    ? []
    : complain(`${part} may import ${allowed.join(', ') || 'nothing of ours'}`)
}

function judgePackage(part: string, imported: string, complain: (why: string) => string[]): string[] {
  if (part === 'web' && imported.startsWith('node:')) return complain('it runs in a browser')
  if (!PURE_PARTS.has(part) || PURE_PACKAGES.has(imported)) return []
  return complain(`${part} is pure: no input, no output`)
}

/** `src/model/order.ts` is of part `model`, `sandboxes/shopify/start.ts` of part `sandboxes`. */
export function partOf(path: string): string {
  const [first, second] = path.split('/')
  return first === 'src' ? (second ?? '') : (first ?? '')
}

const connectorOf = (path: string): string | undefined => path.split('/')[2]
