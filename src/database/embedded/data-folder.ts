import { createHash } from 'node:crypto'
import { access, chmod, constants, readdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeFolder } from '#lib/folders'
import { dataFolderUnusable, explainingFolderFaults } from './failures.ts'
import { blockedAt } from './run-as.ts'
import type { RunAs } from './run-as.ts'

/**
 * What lies where in the data folder, which belongs to the embedded server alone:
 *
 *     cluster/            the Postgres data directory
 *     cluster.new-<pid>/  one that is being initialised; renamed when complete
 *     socket/             the only way in, for the user that runs the server (mode 0700)
 *     users.lock          held together by all processes that use the server
 *     owner.lock          held by the one of them that is responsible for it
 *     postgres.log        what the server says (postgres.log.1: before that)
 *     binaries-<version>/ a copy of the server's programs, only where the installed ones cannot be used
 */
export interface DataFolder {
  readonly root: string
  readonly cluster: string
  readonly socket: string
  readonly usersLock: string
  readonly ownerLock: string
  readonly log: string
}

const OURS =
  /^(cluster(\.new-.*)?|socket|(users|owner)\.lock.*|postgres\.log(\.1)?|binaries-.*|lost\+found|\.gitignore|\.gitkeep|\.DS_Store)$/

/** The socket's file name for port 5432. The port is only a name here: nothing listens on the network. */
const SOCKET_FILE = '.s.PGSQL.5432'

// The kernel keeps a socket's path in 108 bytes (104 on macOS), the closing zero byte included.
const SOCKET_PATH_LIMIT_BYTES = process.platform === 'darwin' ? 103 : 107

/**
 * Creates `directory` where it is missing and says what lies where in it.
 *
 * @throws `DATA_FOLDER_UNUSABLE` when it cannot be written, or holds files of something else and no database of ours.
 */
export async function openDataFolder(directory: string): Promise<DataFolder> {
  const folder = resolve(directory)
  return explainingFolderFaults(folder, async () => {
    // 0711: when Tillbridge runs as root, Postgres runs as somebody else and has to pass through.
    await makeFolder(folder, 0o711)
    const root = await realpath(folder)
    const foreign = (await readdir(root)).filter((name) => !OURS.test(name))
    const cluster = join(root, 'cluster')
    if (foreign.length > 0 && !(await exists(cluster))) throw notOurs(root, foreign)
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK)
    return {
      root,
      cluster,
      socket: socketFolder(root),
      usersLock: join(root, 'users.lock'),
      ownerLock: join(root, 'owner.lock'),
      log: join(root, 'postgres.log'),
    }
  })
}

/** Lets other users pass through the data folder (not read it) where they cannot: Postgres never runs as root. */
export async function letPass(folder: DataFolder, runAs: RunAs): Promise<void> {
  if ((await blockedAt(folder.root, runAs)) === folder.root) await chmod(folder.root, 0o711)
}

/**
 * Where the socket goes: in the data folder, or, when that path is too long for the kernel, in a folder below `/tmp`
 * whose name follows from the data folder's, so that a second process finds it too. Not `os.tmpdir()`, since a
 * service and a shell often disagree on it.
 */
function socketFolder(root: string): string {
  const inside = join(root, 'socket')
  if (Buffer.byteLength(join(inside, SOCKET_FILE)) <= SOCKET_PATH_LIMIT_BYTES) return inside
  return join('/tmp', `tillbridge-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
}

/** The socket and the lock file that Postgres keeps beside it. */
export const socketFiles = (folder: DataFolder): string[] => [
  join(folder.socket, SOCKET_FILE),
  join(folder.socket, `${SOCKET_FILE}.lock`),
]

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function notOurs(root: string, foreign: readonly string[]): Error {
  const looksLikePostgres = foreign.includes('PG_VERSION')
  return dataFolderUnusable({
    message: looksLikePostgres
      ? `${root} is the data directory of another Postgres server; Tillbridge will not touch it.`
      : `The folder ${root} is not empty and holds no Tillbridge database (it has ${foreign.slice(0, 3).join(', ')}).`,
    remedy: looksLikePostgres
      ? 'Set DATABASE_URL to use that server, or choose an empty folder as the data folder.'
      : 'Choose an empty folder as the data folder, or one that Tillbridge has used before.',
    detail: { folder: root, found: foreign.slice(0, 20) },
  })
}
