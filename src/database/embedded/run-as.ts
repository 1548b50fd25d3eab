import { lchown, readFile, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The user that Postgres runs as; `null` is the user that runs Tillbridge. Postgres refuses to run as root. */
export type RunAs = { readonly uid: number; readonly gid: number } | null

/** What Linux and macOS call `nobody` when no line of /etc/passwd says otherwise. */
const NOBODY = { uid: 65534, gid: 65534 } as const

/**
 * Who runs the server. As root: the owner of the existing cluster, else the machine's `postgres` user, else `nobody`
 * by number (both exist without a `useradd`, which small images do not have). Otherwise ourselves.
 */
export async function chooseRunAs(cluster: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return null
  const owner = await ownerOf(cluster)
  if (owner !== null && owner.uid !== 0) return owner
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''))
  return users.get('postgres') ?? users.get('nobody') ?? NOBODY
}

/** User name to ids. Lines that are not of the form `name:x:uid:gid:…`, and any with uid 0, are left out. */
export function parsePasswd(text: string): Map<string, { uid: number; gid: number }> {
  const users = new Map<string, { uid: number; gid: number }>()
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '') && Number(uid) > 0) {
      users.set(name, { uid: Number(uid), gid: Number(gid) })
    }
  }
  return users
}

export async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  const found = await stat(path).catch(() => null)
  return found === null ? null : { uid: found.uid, gid: found.gid }
}

/** The topmost folder on the way to `path` (itself included) that `runAs` may not enter; `null` when the way is free. */
export async function blockedAt(path: string, runAs: RunAs): Promise<string | null> {
  if (runAs === null) return null
  const above = dirname(path)
  const blockedAbove = above === path ? null : await blockedAt(above, runAs)
  if (blockedAbove !== null) return blockedAbove
  const { mode, uid, gid } = await stat(path)
  const enterBit = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001
  return (mode & enterBit) === 0 ? path : null
}

/** Gives a folder and all in it to `runAs`. Links are changed themselves, never what they point to. */
export async function giveTo(path: string, runAs: RunAs): Promise<void> {
  if (runAs === null) return
  await lchown(path, runAs.uid, runAs.gid)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) await giveTo(inner, runAs)
    else await lchown(inner, runAs.uid, runAs.gid)
  }
}
