import { readdir, stat } from 'node:fs/promises'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, type Folder, pathOf } from './folders.ts'
import type { FileSetting } from './settings.ts'

export interface WholeFile {
  readonly name: string
  /** When it was last changed, in milliseconds. */
  readonly at: number
}

/** The files of a folder that are whole, the one that was changed last at the end. */
export async function wholeFiles(
  { wire, clock, settings }: FileContext,
  folder: Folder,
  setting: FileSetting,
): Promise<readonly WholeFile[]> {
  const place = pathOf(settings, folder)
  const list = async (): Promise<readonly WholeFile[]> => {
    try {
      const entries = await readdir(place, { withFileTypes: true })
      const found: WholeFile[] = []
      // Links are left alone: what they lead to is nobody's business here.
      for (const { name } of entries.filter((one) => one.isFile() && one.name.endsWith(setting.suffix))) {
        const at = await stat(pathOf(settings, folder, name)).then(
          // Our clock counts whole milliseconds: a file of this very one would lie ahead of it.
          ({ mtimeMs }) => Math.floor(mtimeMs),
          () => null,
        )
        const least = setting.complete.kind === 'age' ? setting.complete.seconds * 1_000 : 0
        if (at !== null && clock.now().getTime() - at >= least) found.push({ name, at })
      }
      return found.toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
    } catch (error) {
      throw fileFailure(error, place)
    }
  }
  return wire.send({ action: 'LIST', address: addressOf(place), effect: 'read' }, list, (names) => names)
}
