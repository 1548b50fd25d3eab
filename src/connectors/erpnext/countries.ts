import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { type ErpnextContext, list } from './client.ts'

/** Country names of a new site, by ISO code: the usual ones need no read. Source: DocType Country, field `code`. */
const COMMON: Readonly<Record<string, string>> = {
  AT: 'Austria',
  AU: 'Australia',
  BE: 'Belgium',
  BG: 'Bulgaria',
  CA: 'Canada',
  CH: 'Switzerland',
  CY: 'Cyprus',
  DE: 'Germany',
  DK: 'Denmark',
  EE: 'Estonia',
  ES: 'Spain',
  FI: 'Finland',
  FR: 'France',
  GB: 'United Kingdom',
  GR: 'Greece',
  HR: 'Croatia',
  HU: 'Hungary',
  IE: 'Ireland',
  IS: 'Iceland',
  IT: 'Italy',
  LT: 'Lithuania',
  LU: 'Luxembourg',
  LV: 'Latvia',
  MT: 'Malta',
  NL: 'Netherlands',
  NO: 'Norway',
  NZ: 'New Zealand',
  PL: 'Poland',
  PT: 'Portugal',
  RO: 'Romania',
  SE: 'Sweden',
  SI: 'Slovenia',
  SK: 'Slovakia',
  US: 'United States',
}

/** ERPNext's name of a country. */
export async function countryName(context: ErpnextContext, isoCode: string): Promise<string> {
  const common = COMMON[isoCode]
  if (common !== undefined) return common
  const [country] = await list(context, 'Country', z.object({ name: z.string() }), {
    fields: ['name'],
    filters: [['code', '=', isoCode.toLowerCase()]],
    limit: 1,
  })
  if (country !== undefined) return country.name
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'COUNTRY_UNKNOWN',
    message: `ERPNext has no country with the code ${isoCode}.`,
    remedy: 'Add the country in ERPNext with this code, then retry.',
    subject: `country:${isoCode}`,
  })
}

/** The ISO code of a country by ERPNext's name; `undefined` = not one of the usual ones. */
export const countryCode = (name: string): string | undefined =>
  Object.entries(COMMON).find(([, known]) => known === name)?.[0] ?? CODES_BY_NAME.get(name.toLowerCase())

/** Names as ICU writes them, which are those of ERPNext for nearly all countries. */
const CODES_BY_NAME: ReadonlyMap<string, string> = (() => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`))
  return new Map(
    codes.flatMap((code): [string, string][] => {
      const name = names.of(code)
      return name === undefined ? [] : [[name.toLowerCase(), code]]
    }),
  )
})()
