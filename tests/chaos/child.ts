import { readSettings } from '#app/settings'
import { type Role, startTillbridge } from '#app/start'

/**
 * One Tillbridge process of a chaos run, made to be killed. Arguments: roles (comma separated), port, for how
 * many seconds what it works on is its own.
 * Says `ready` on stdout; stops cleanly when asked by SIGTERM, which the run does only at its end.
 */
const [roles = '', port = '0', leaseSeconds = '3'] = process.argv.slice(2)
const settings = readSettings(process.env, { port: Number(port) })
const running = await startTillbridge(settings, {
  roles: roles.split(',') as Role[],
  concurrency: 8,
  leaseSeconds: Number(leaseSeconds),
})
process.stdout.write('ready\n')
const end = (): void => void running.stop().then(() => process.exit(0))
process.once('SIGTERM', end)
// The run itself was ended: nobody is left to stop us.
process.once('disconnect', end)
