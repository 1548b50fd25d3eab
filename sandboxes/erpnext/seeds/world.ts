import type { SiteCore } from '#sandboxes/erpnext/site'

/** Names of countries where the site's list differs from today's English names. */
const COUNTRY_NAMES: Readonly<Record<string, string>> = {
  TR: 'Turkey',
  CZ: 'Czech Republic',
  BO: 'Bolivia, Plurinational State of',
  CG: 'Congo',
  CD: 'Congo, The Democratic Republic of the',
  CV: 'Cape Verde',
  BN: 'Brunei Darussalam',
  BS: 'Bahamas',
  SZ: 'Swaziland',
  VE: 'Venezuela, Bolivarian Republic of',
  VG: 'Virgin Islands, British',
  VI: 'Virgin Islands, U.S.',
  AG: 'Antigua and Barbuda',
  BA: 'Bosnia and Herzegovina',
  TT: 'Trinidad and Tobago',
}

/** Codes of regions that the standard library names although they are no countries. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB', 'AC', 'CP', 'DG', 'EA', 'IC', 'TA', 'XK', 'CQ'])

/** Smallest coin in use; other currencies round their totals to whole units. */
const SMALLEST: Readonly<Record<string, number>> = { EUR: 0.01, USD: 0.01, CNY: 0.01, CHF: 0.05 }
const FRACTIONS: Readonly<Record<string, string>> = {
  EUR: 'Cent',
  USD: 'Cent',
  AUD: 'Cent',
  CAD: 'Cent',
  NZD: 'Cent',
  GBP: 'Penny',
  SEK: 'Öre',
  NOK: 'Øre',
  DKK: 'Øre',
  CHF: 'Rappen[K]',
  JPY: 'Sen[G]',
  PLN: 'Grosz',
  CZK: 'Haléř',
  INR: 'Paisa',
}
const SYMBOLS: Readonly<Record<string, string>> = {
  EUR: '€',
  USD: '$',
  GBP: '£',
  SEK: 'kr',
  NOK: 'kr',
  DKK: 'kr',
  CHF: 'Fr',
  JPY: '¥',
}
const WHOLE_UNITS = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK'])
const ENABLED = new Set(['EUR', 'USD', 'GBP', 'SEK', 'NOK', 'DKK', 'CHF', 'JPY', 'INR', 'AUD', 'AED', 'CNY'])

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** Countries, currencies, languages: what every site has from the start. */
export function seedWorld(site: SiteCore): void {
  const put = (doctype: string, name: string, values: Readonly<Record<string, unknown>>): void =>
    void site.insertRaw(site.create(doctype, { ...values, name }))
  for (const [name, code] of countries()) {
    put('Country', name, {
      country_name: name,
      code: code.toLowerCase(),
      date_format: 'dd-mm-yyyy',
      time_format: 'HH:mm:ss',
    })
  }
  for (const code of Intl.supportedValuesOf('currency')) {
    put('Currency', code, {
      currency_name: code,
      enabled: ENABLED.has(code) ? 1 : 0,
      fraction: FRACTIONS[code] ?? 'Cent',
      fraction_units: 100,
      smallest_currency_fraction_value: SMALLEST[code] ?? 0,
      symbol: SYMBOLS[code] ?? code,
      number_format: WHOLE_UNITS.has(code) ? '#,###' : code === 'EUR' || code === 'SEK' ? '#.###,##' : '#,###.##',
    })
  }
  for (const code of ['en', 'de', 'sv', 'fr', 'nl', 'da', 'no', 'fi'])
    put('Language', code, { language_code: code, language_name: code })
  for (const gender of ['Female', 'Male', 'Other', 'Prefer not to say']) put('Gender', gender, { gender })
}

let known: readonly (readonly [string, string])[] | null = null

function countries(): readonly (readonly [string, string])[] {
  if (known !== null) return known
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  known = LETTERS.flatMap((first) =>
    LETTERS.flatMap((second) => {
      const code = `${first}${second}`
      const name = COUNTRY_NAMES[code] ?? names.of(code)
      const canonical = new Intl.Locale(`und-${code}`).region === code
      return name === undefined || NO_COUNTRIES.has(code) || !canonical ? [] : [[name, code] as const]
    }),
  )
  return known
}
