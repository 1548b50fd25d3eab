import { execFile } from 'node:child_process'
import { chmod, mkdir, open, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import { dataFolderUnusable, explainServerOutput, explainingFolderFaults } from './failures.ts'
import { blockedAt, giveTo, ownerOf } from './run-as.ts'
import type { RunAs } from './run-as.ts'
import { serverEnvironment } from './settings.ts'

/** The superuser and the database that Tillbridge works with. */
export const CLUSTER_USER = 'tillbridge'

/**
 * Makes sure that there is a cluster which this version and this user can open.
 *
 * @throws `DATA_FOLDER_UNUSABLE` when the folder holds something else, another major version, or is another user's.
 */
export async function ensureCluster(
  folder: DataFolder,
  binaries: Binaries,
  runAs: RunAs,
  durable: boolean,
): Promise<void> {
  await explainingFolderFaults(folder.root, async () => {
    await removeUnfinished(folder)
    if (await hasCluster(folder)) await openExisting(folder, binaries, runAs)
    else await initialise(folder, binaries, runAs, durable)
  })
}

/** @throws `DATA_FOLDER_UNUSABLE` when `runAs` may not pass through one of the folders above. */
export async function refuseUnreachable(folder: DataFolder, runAs: RunAs): Promise<void> {
  const blocked = await blockedAt(folder.root, runAs)
  if (blocked === null) return
  throw dataFolderUnusable({
    message: `Postgres never runs as root, and the user that it runs as (uid ${runAs?.uid}) may not enter ${blocked}.`,
    remedy: 'Choose a data folder elsewhere, e.g. /var/lib/tillbridge, or run Tillbridge as an ordinary user.',
    detail: { folder: folder.root, blocked },
  })
}

/** Whether there is a cluster; an empty folder in its place (a mount point that was prepared) counts as none. */
async function hasCluster(folder: DataFolder): Promise<boolean> {
  const entries = await readdir(folder.cluster).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (entries.length === 0) return false
  if (entries.includes('PG_VERSION')) return true
  throw dataFolderUnusable({
    message: `${folder.cluster} is not empty and holds no database (it has ${entries.slice(0, 3).join(', ')}).`,
    remedy: 'Choose another data folder, or move these files away.',
    detail: { folder: folder.root, found: entries.slice(0, 20) },
  })
}

async function openExisting(folder: DataFolder, binaries: Binaries, runAs: RunAs): Promise<void> {
  const majorVersion = (await readFile(join(folder.cluster, 'PG_VERSION'), 'utf8')).trim()
  if (majorVersion !== binaries.majorVersion) throw otherVersion(folder, majorVersion, binaries.majorVersion)
  const owner = await ownerOf(folder.cluster)
  const ownUid = process.getuid?.()
  if (runAs === null && owner !== null && owner.uid !== ownUid) {
    throw dataFolderUnusable({
      message: `The database in ${folder.root} belongs to another user (uid ${owner.uid}; this is uid ${ownUid}).`,
      remedy: 'Run Tillbridge as the user that ran it before, or give the folder to this user with chown -R.',
      detail: { folder: folder.root, owner: owner.uid },
    })
  }
  // A folder that root has copied belongs to root, with whatever mode; Postgres insists on its own, and on 0700.
  if (owner?.uid === 0) await giveTo(folder.cluster, runAs)
  await chmod(folder.cluster, 0o700)
}

function otherVersion(folder: DataFolder, found: string, ours: string): Error {
  return dataFolderUnusable({
    message: `The database in ${folder.root} was made by Postgres ${found}; this Tillbridge brings Postgres ${ours}.`,
    remedy:
      `With the Tillbridge version that you used before, run "tillbridge backup <file>". Then start this version with ` +
      `a new, empty data folder and run "tillbridge restore <file>".`,
    detail: { folder: folder.root, found, ours },
  })
}

// The C library's sort orders change with the operating system, which corrupts indexes. The built-in one never does.
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']

/** Initialises beside the final place and renames, so that a kill in the middle leaves no half-made cluster. */
async function initialise(folder: DataFolder, binaries: Binaries, runAs: RunAs, durable: boolean): Promise<void> {
  const unfinished = `${folder.cluster}.new-${process.pid}`
  await mkdir(unfinished, { mode: 0o700 })
  await giveTo(unfinished, runAs)
  try {
    const place = ['-D', unfinished, '--no-instructions', ...(durable ? [] : ['--no-sync'])]
    await runInitdb(folder, binaries, runAs, [...place, `--username=${CLUSTER_USER}`, '--auth=trust', ...LOCALE])
    await rmdir(folder.cluster).catch(() => {})
    await rename(unfinished, folder.cluster)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
  if (durable) await syncFolder(folder.root)
}

function runInitdb(folder: DataFolder, binaries: Binaries, runAs: RunAs, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(binaries.initdb, args, { ...runAs, env: serverEnvironment(), cwd: '/' }, (error, stdout, stderr) => {
      if (error === null) resolve()
      else reject(explainServerOutput(folder.root, 'initdb', stdout + stderr || error.message))
    })
  })
}

/** What a process that was killed while it initialised has left. Its `initdb` may still be writing: then next time. */
async function removeUnfinished(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.root)) {
    if (name.startsWith(`${basename(folder.cluster)}.new-`) || name.startsWith('binaries-new-')) {
      await rm(join(folder.root, name), { recursive: true, force: true }).catch(() => {})
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
