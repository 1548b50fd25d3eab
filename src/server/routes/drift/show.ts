import type { DriftReport } from '#drift/difference'
import { DRIFT_AREAS } from '#api/drift'
import type { Handler } from '#server/api/call'
import { reportOf } from './report.ts'

export const showDriftReport: Handler<'drift.show'> = async ({ services, organizationId, params }) => {
  const { shown, found } = await reportOf(services, organizationId, params.reportId)
  return {
    report: shown,
    days: found.days,
    areas: areasOf(found),
    // The newest day is what people look for.
    figures: found.figures
      .map(({ day, currency, figures }) => ({ day, currency, figures: [...figures] }))
      .sort((one, other) => other.day.localeCompare(one.day) || one.currency.localeCompare(other.currency)),
  }
}

const areasOf = ({ compared, differences }: DriftReport) =>
  DRIFT_AREAS.flatMap((area) => {
    const count = compared[area]
    const own = differences.filter((one) => one.area === area)
    if (count === undefined && own.length === 0) return []
    const drifted = own.filter(({ state }) => state === 'drifted').length
    return [{ area, compared: count ?? 0, differences: own.length, drifted }]
  })
