import { readFile, stat } from 'node:fs/promises'
import { TillbridgeError } from '#lib/errors'
import { move, writeWhole } from './atomic.ts'
import { fileFailure, isMissing } from './errors.ts'
import { addressOf, type FileContext, type Folder, pathOf } from './folders.ts'
import { FileProblem, recordsOf } from './parse-file.ts'
import { keep, type Kept } from './records.ts'
import type { FileSettings, RecordFiles } from './settings.ts'
import { wholeFiles } from './whole-files.ts'

/** How records of a kind come in, and what is made of them. */
export interface Intake<R> {
  readonly kind: Kept
  readonly folder: Folder
  readonly setting: RecordFiles
  /** `key`: the key that it must have; left out, any. `at`: when it came. */
  make(settings: FileSettings, record: unknown, about: { readonly key?: string; readonly at: string }): Promise<R>
}

/** Takes every whole file out of the inbox, in the order of their times. `now`: the stamp of what they bring. */
export async function takeIn(context: FileContext, intake: Intake<unknown>, now: Date): Promise<void> {
  for (const { name } of await wholeFiles(context, intake.folder, intake.setting)) {
    const path = pathOf(context.settings, intake.folder, name)
    await context.wire.send({ action: 'TAKE', address: addressOf(path), effect: 'take' }, async () => {
      try {
        await takeFile(context, intake, name, now)
      } catch (error) {
        // Somebody else took it meanwhile.
        if (!isMissing(error)) throw fileFailure(error, path)
      }
    })
  }
}

/** All records first, then the file goes: whoever stops in between reads it again and finds nothing new in it. */
async function takeFile(context: FileContext, intake: Intake<unknown>, name: string, now: Date): Promise<void> {
  const { settings } = context
  const { kind, folder, setting, make } = intake
  const path = pathOf(settings, folder, name)
  try {
    const { size } = await stat(path)
    if (size > setting.largestMegabytes * 1_048_576)
      throw new FileProblem(`it is larger than ${setting.largestMegabytes} MB`)
    const records = await recordsOf(await readFile(path), setting, kind)
    // A record that cannot be read is found now, while the file can still be handed back whole.
    for (const { record, key } of records) await make(settings, record, { key, at: now.toISOString() })
    for (const record of records) await keep({ settings, kind }, record, now)
  } catch (error) {
    const isOurs = error instanceof FileProblem || (error instanceof TillbridgeError && error.kind === 'rejected')
    if (!isOurs) throw error
    const target = await free(pathOf(settings, 'failed', name), now)
    await writeWhole(
      `${target}.reason.txt`,
      `${name} was not taken, and nothing of it: ${error.message}\n`,
      pathOf(settings, 'staging'),
    )
    await move(path, target)
    return
  }
  await move(path, await free(pathOf(settings, 'processed', name), now))
}

/** A name that is not taken: files of one name come every day at some systems. */
async function free(path: string, now: Date): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  )
  return there ? `${path}.${now.toISOString().replace(/[:.]/g, '-')}-${Math.floor(performance.now())}` : path
}
