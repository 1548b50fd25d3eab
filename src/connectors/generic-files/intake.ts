import { readFile, stat } from 'node:fs/promises'
import { TillbridgeError } from '#lib/errors'
import { move, writeWhole } from './atomic.ts'
import { fileFailure, isMissing } from './errors.ts'
import { addressOf, type FileContext, pathOf } from './folders.ts'
import { FileProblem, recordsOf } from './parse-file.ts'
import { orderOf } from './order.ts'
import { keep } from './records.ts'
import type { OrderFiles } from './settings.ts'
import { wholeFiles } from './whole-files.ts'

/** Takes every whole file out of the inbox, in the order of their times. `now`: the stamp of what they bring. */
export async function takeIn(context: FileContext, setting: OrderFiles, now: Date): Promise<void> {
  for (const { name } of await wholeFiles(context, 'inbox', setting)) {
    const path = pathOf(context.settings, 'inbox', name)
    await context.wire.send({ action: 'TAKE', address: addressOf(path), effect: 'take' }, async () => {
      try {
        await takeFile(context, setting, name, now)
      } catch (error) {
        // Somebody else took it meanwhile.
        if (!isMissing(error)) throw fileFailure(error, path)
      }
    })
  }
}

/** All records first, then the file goes: whoever stops in between reads it again and finds nothing new in it. */
async function takeFile(context: FileContext, setting: OrderFiles, name: string, now: Date): Promise<void> {
  const { settings } = context
  const path = pathOf(settings, 'inbox', name)
  try {
    const { size } = await stat(path)
    if (size > setting.largestMegabytes * 1_048_576)
      throw new FileProblem(`it is larger than ${setting.largestMegabytes} MB`)
    const records = await recordsOf(await readFile(path), setting)
    // A record that makes no order is found now, while the file can still be handed back whole.
    for (const record of records) await orderOf(settings, setting, record.record, record.key)
    for (const record of records) await keep(settings, record, now)
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
