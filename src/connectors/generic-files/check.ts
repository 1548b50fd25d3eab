import { access, constants, mkdir } from 'node:fs/promises'
import type { CheckResult, Finding } from '#contract/check'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, foldersOf, pathOf } from './folders.ts'

/** Whether every folder is there and can be used. Changes nothing. */
export async function check({ wire, settings }: FileContext): Promise<CheckResult> {
  const findings: Finding[] = []
  for (const folder of foldersOf(settings)) {
    const path = pathOf(settings, folder)
    const address = addressOf(path)
    findings.push(await wire.send({ action: 'CHECK', address, effect: 'read' }, () => findingOf(path)))
  }
  return { account: `${settings.name} in ${settings.folder}`, version: null, findings }
}

async function findingOf(path: string): Promise<Finding> {
  try {
    await access(path, constants.R_OK | constants.W_OK)
    return { level: 'ok', code: 'FOLDER_USABLE', message: `${path} can be used.` }
  } catch (error) {
    const { code, message, remedy } = fileFailure(error, path)
    return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
  }
}

/** Makes the folders that are missing. The folder that they are in must be there: a disk that is not mounted is no reason to begin anew. */
export async function prepare({ wire, settings }: FileContext): Promise<readonly Finding[]> {
  const made: Finding[] = []
  for (const folder of foldersOf(settings)) {
    const path = pathOf(settings, folder)
    const there = await wire.send({ action: 'CHECK', address: addressOf(path), effect: 'read' }, () => findingOf(path))
    if (there.level === 'ok') continue
    await wire.send({ action: 'MAKE', address: addressOf(path), effect: 'write' }, () =>
      mkdir(path).catch((error: unknown) => {
        throw fileFailure(error, path)
      }),
    )
    made.push({ level: 'ok', code: 'FOLDER_MADE', message: `${path} was made.` })
  }
  return made
}
