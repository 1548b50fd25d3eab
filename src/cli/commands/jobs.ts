import { Command, InvalidArgumentError } from 'commander'
import type { Bridge } from '#app/bridge'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { bar, count, table, when } from '#cli/output'
import { allIntegrations, globalOptions, settingsOf, withBridge } from '#cli/session'
import { askToStop, type Job, listJobs, showJob } from '#database/jobs'
import { TillbridgeError } from '#lib/errors'

const USUAL = 20

export const jobsCommand = (io: Io): Command =>
  new Command('jobs')
    .description('Long work that people asked for in the dashboard or by the HTTP API, and how far it is.')
    .addCommand(listCommand(io))
    .addCommand(showCommand(io))
    .addCommand(stopCommand(io))
    .addHelpText(
      'after',
      examples([
        ['What runs?', 'tillbridge jobs list'],
        ['What came of it?', 'tillbridge jobs show 0199f0c2-… --json'],
        ['Enough', 'tillbridge jobs stop 0199f0c2-…'],
      ]),
    )

const listCommand = (io: Io): Command =>
  new Command('list')
    .summary('the newest jobs')
    .option('--kind <kind>', 'only of this kind, e.g. import')
    .option('--limit <number>', 'how many at most', positive, USUAL)
    .action(async (options: { readonly kind?: string; readonly limit: number }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const which = { kind: options.kind ?? null, limit: options.limit }
        const jobs = await listJobs(bridge.pool, bridge.organizationId, which)
        if (globalOptions(command).json === true) return io.out(JSON.stringify(jobs))
        if (jobs.length === 0) return io.out('No work was asked for yet.')
        const timeZone = await zoneOf(bridge)
        const rows = jobs.map((job) => [
          job.jobId,
          job.kind,
          stateText(io, job),
          job.askedBy,
          when(job.askedAt, timeZone),
        ])
        const titles = ['job', 'what', 'state', 'asked by', 'at'].map((title) => ({ title }))
        io.out(table(titles, rows, { colors: io.colors, width: io.columns }))
      })
    })

const showCommand = (io: Io): Command =>
  new Command('show')
    .summary('how far a job is, and what came of it')
    .argument('<job>', 'its id, as the list shows it')
    .action(async (jobId: string, _options: object, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const job = await found(bridge, jobId)
        if (job.state === 'failed') io.fail()
        if (globalOptions(command).json === true) return io.out(JSON.stringify(job))
        const { kind, askedBy, askedAt, failure, result } = job
        io.out(`${io.colors.bold(kind)}  ${stateText(io, job)}  ${askedBy}, ${when(askedAt, await zoneOf(bridge))}`)
        if (failure !== null) io.out(`  ${failure.message}\n  → ${failure.remedy ?? ''}`)
        if (result !== null) io.out(JSON.stringify(result, null, 2))
      })
    })

const stopCommand = (io: Io): Command =>
  new Command('stop')
    .summary('stop a job; what it has done stays')
    .argument('<job>', 'its id, as the list shows it')
    .action(async (jobId: string, _options: object, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { state } = await found(bridge, jobId)
        const key = { organizationId: bridge.organizationId, jobId }
        const change = { event: 'job.stopped', subject: `job:${jobId}`, before: { state } }
        const isStopped = await audited(bridge, io, change, () => askToStop(bridge.pool, key, bridge.clock.now()))
        if (!isStopped) throw ended()
        io.out(
          globalOptions(command).json === true
            ? JSON.stringify({ stopped: jobId })
            : 'It stops at the next good place.',
        )
      })
    })

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function found({ pool, organizationId }: Bridge, jobId: string) {
  const job = UUID.test(jobId) ? await showJob(pool, { organizationId, jobId }) : null
  if (job !== null) return job
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'JOB_UNKNOWN',
    message: `There is no job "${jobId}".`,
    remedy: 'See "tillbridge jobs list".',
  })
}

const ended = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'JOB_ENDED',
    message: 'This job has ended already.',
    remedy: 'Look at what came of it with "tillbridge jobs show".',
  })

const zoneOf = async (bridge: Bridge): Promise<string> => (await allIntegrations(bridge))[0]?.timeZone ?? 'UTC'

function stateText({ colors }: Io, { state, done, total }: Job): string {
  if (state === 'running') return total === null ? `${count(done)} done` : bar(done / Math.max(1, total), 12, colors)
  return { waiting: state, done: colors.green(state), failed: colors.red(state), stopped: colors.yellow(state) }[state]
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a whole number above zero.')
}
