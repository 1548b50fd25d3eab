import { userInfo } from 'node:os'
import type { Io } from './io.ts'

/** Who sits at this computer, as the system knows them: the name under which a decision is kept. */
export function personHere({ env }: Pick<Io, 'env'>): string {
  // Behind sudo the person is not the user that the process runs as.
  const behind = env['SUDO_USER']
  if (behind !== undefined && behind !== '') return behind
  try {
    return userInfo().username
  } catch {
    // A container may run as a number without a name.
    return env['USER'] ?? `user ${process.getuid?.() ?? 'unknown'}`
  }
}
