import { readFile } from 'node:fs/promises'

/** Sentences that stand beside settings in our own source, by the name of the setting. */
export type Comments = ReadonlyMap<string, string>

// A comment and the name that it stands above: `/** … */ name:` or, in short form, `/** … */ name,`.
const COMMENTED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*'?([\w-]+)'?[:,]/g

const ABOVE = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/
/** The name under which the comment above the schema itself is found. */
export const ITSELF = ''

/**
 * The comments of one schema in a source file: what a setting means is written once, where it is declared, and shown from there.
 *
 * @param name the constant that holds the schema.
 */
export async function commentsOf(file: URL, name: string): Promise<Comments> {
  const source = await readFile(file, 'utf8')
  const start = source.search(new RegExp(`^(?:export )?const ${name}\\b`, 'm'))
  if (start < 0) throw new Error(`${file.pathname} has no schema "${name}"`)
  const rest = source.slice(start)
  const end = rest.slice(1).search(/^(?:export |const |function |type |interface |\/\*\*)/m)
  const block = end < 0 ? rest : rest.slice(0, end + 1)
  const own = ABOVE.exec(source.slice(0, start))?.[1]
  const above: [string, string][] = own === undefined ? [] : [[ITSELF, sentence(own)]]
  return new Map([
    ...above,
    ...[...block.matchAll(COMMENTED)].map(
      ([, text = '', setting = '']) => [setting, sentence(text)] as [string, string],
    ),
  ])
}

const sentence = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .join(' ')
    .trim()
