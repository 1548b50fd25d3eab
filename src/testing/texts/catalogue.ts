import { glob, readdir, readFile, writeFile } from 'node:fs/promises'
import { formTexts } from './forms.ts'
import { areaOf, AREAS, NOT_SAID } from './said.ts'
import { type ServerText, serverTexts } from './server-texts.ts'
import { type SourceFile, sourceFile } from './syntax.ts'

const ROOT = new URL('../../../', import.meta.url)
/** The languages beside English. */
export const LANGUAGES = ['sv'] as const
type Language = (typeof LANGUAGES)[number]

/** Where the texts of the server in a language stand. */
export const folderOf = (language: Language): string => `src/languages/${language}/`

/** One file of a language: English with its holes to the same in that language. */
export interface Messages {
  /** Whole texts. */
  readonly texts: Readonly<Record<string, string>>
  /** What stands in holes of others, and is translated there. */
  readonly parts: Readonly<Record<string, string>>
  /** Further words for holes, which the source takes from data: names of fields, say. */
  readonly more?: Readonly<Record<string, string>>
}

/** Every text of the server. */
export async function textsOfServer(): Promise<ServerText[]> {
  const paths: string[] = []
  for await (const path of glob('src/**/*.ts', { cwd: ROOT })) if (!NOT_SAID.test(path)) paths.push(path)
  const files = new Map<string, SourceFile>()
  for (const path of paths.sort()) files.set(path, sourceFile(path, await readFile(new URL(path, ROOT), 'utf8')))
  return merged([...serverTexts(files), ...(await formTexts())])
}

/** A text that is said in several ways is one. */
const merged = (texts: readonly ServerText[]): ServerText[] =>
  [...Map.groupBy(texts, ({ id }) => id).values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : {
          ...first,
          kind: [first, ...others].some(({ kind }) => kind === 'text') ? 'text' : 'part',
          files: [first, ...others].flatMap(({ files }) => files),
        },
  )

/** A part is a phrase of ours, and not the name of a field or of a record of another system. */
export const isNeeded = ({ id, kind }: ServerText): boolean =>
  kind === 'text' ? !IDENTIFIER.test(id) : /\p{Ll}{2,} .*\p{Ll}{2}|\} \p{Ll}{2}|\p{Ll}{2} \{/u.test(id)

const IDENTIFIER = /^[\w{}.:/-]*([._:/-]|[a-z][A-Z])[\w{}.:/-]*$|^[A-Z]{2,}$/

const ORDER = new Map(AREAS.map(([area], index) => [area, index]))
const orderOf = (area: string): number => ORDER.get(area) ?? ORDER.size

/** The file that a text belongs to: the first of those that say it. */
export const homeOf = ({ files }: ServerText): string =>
  files.map(areaOf).sort((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1))[0] ?? 'base'

/** What is translated, by area. */
export async function messagesOf(language: Language): Promise<Map<string, Messages>> {
  const folder = folderOf(language)
  const names = (await readdir(new URL(folder, ROOT)).catch(() => [])).filter((name) => name.endsWith('.json'))
  const read = names.map(async (name): Promise<[string, Messages]> => [
    name.replace('.json', ''),
    JSON.parse(await readFile(new URL(folder + name, ROOT), 'utf8')) as Messages,
  ])
  return new Map(await Promise.all(read))
}

/** Writes the files anew: what is not translated yet stands there empty, what nobody says any more is gone. */
export async function writeMessages(language: Language, texts: readonly ServerText[]): Promise<void> {
  const now = await messagesOf(language)
  const all = [...now.values()]
  const known = new Map(all.flatMap((one) => [...Object.entries(one.parts), ...Object.entries(one.texts)]))
  const kept = texts.filter((text) => isNeeded(text) || known.has(text.id))
  const byArea = Map.groupBy(kept, homeOf)
  for (const area of new Set([...now.keys(), ...byArea.keys()])) {
    const ofArea = byArea.get(area) ?? []
    const of = (kind: ServerText['kind']) =>
      Object.fromEntries(
        ofArea.flatMap((text) => (text.kind === kind ? [[text.id, known.get(text.id) ?? '']] : [])).sort(byId),
      )
    const more = now.get(area)?.more
    const messages: Messages = { texts: of('text'), parts: of('part'), ...(more === undefined ? {} : { more }) }
    await writeFile(new URL(`${folderOf(language)}${area}.json`, ROOT), `${JSON.stringify(messages, null, 2)}\n`)
  }
}

const byId = ([a = '']: readonly string[], [b = '']: readonly string[]): number => (a < b ? -1 : a > b ? 1 : 0)
