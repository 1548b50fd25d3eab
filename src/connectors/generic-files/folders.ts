import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Context } from '#contract/context'
import type { FileSettings } from './settings.ts'

export type FileContext = Context<FileSettings>

/** What lies in each folder. */
export const FOLDERS = [
  'inbox',
  'processed',
  'failed',
  'outbox',
  'answers',
  'stock',
  /** Ours: what was written, by reference. */
  'sent',
  /** Ours: files on their way to the outbox, and unfinished ones. */
  'staging',
  /** Ours: records that were taken from files, by key. */
  'records',
] as const
/** Where files with records of the system's own come in, one folder for each kind that is described. */
const RECORD_FOLDERS = ['products', 'prices', 'shipments', 'accounts'] as const
export type RecordFolder = (typeof RECORD_FOLDERS)[number]
export type Folder = (typeof FOLDERS)[number] | RecordFolder

/** The folders that these settings need. */
export const foldersOf = (settings: FileSettings): readonly Folder[] => [
  ...FOLDERS,
  ...RECORD_FOLDERS.filter((name) => settings[name] !== undefined),
]

export const pathOf = ({ folder }: FileSettings, place: Folder, ...names: readonly string[]): string =>
  join(folder, place, ...names)

export const addressOf = (path: string): string => pathToFileURL(path).href

const LONGEST_NAME = 180

/**
 * A file name that carries `text` readably and can be nothing but a name: letters, digits, `-` and `_` as they are, others as `%XX`.
 * Different texts have different names, also where a file system takes capitals for small letters or cuts long names.
 */
export function nameOf(text: string): string {
  const name = [...Buffer.from(text)].map((byte) => {
    const character = String.fromCharCode(byte)
    return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
  })
  const whole = name.join('')
  return whole.length <= LONGEST_NAME ? whole : `${whole.slice(0, 100)}~${hashOf(text)}`
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)
