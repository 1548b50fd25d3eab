import { describe, expect, test } from 'vitest'
import { filledIn, type MessagesOfLanguage, translatorsFor } from './server-messages.ts'
import { svMessages } from './sv-messages.ts'

const made: MessagesOfLanguage = {
  areas: {
    orders: {
      texts: {
        'There is nothing to book.': 'Det finns inget att bokföra.',
        '{0} was placed on {1}.': 'Den {1} lades {0}.',
        '{0} needs a {1}.': '{0} behöver en {1:text}.',
        'The figures of {0} do not add up. {1}.': 'Siffrorna för {0} går inte ihop. {1:text}.',
        'It failed: {0}': 'Det misslyckades: {0:text}',
      },
      parts: { 'credit note': 'kreditnota', '{0}: {1} stated': '{0:text}: {1} angivet' },
      more: { total: 'summa' },
    },
    why: { texts: { '{0} of {1}': '{0:text} för {1}', amount: 'belopp' }, parts: {} },
  },
  joints: { '; ': '; ', ' and ': ' och ' },
  decimalSign: ',',
}

describe('a text of the server', () => {
  const { text, why } = translatorsFor(made)

  test.each([
    ['There is nothing to book.', 'Det finns inget att bokföra.'],
    ['#1001 was placed on 2026-03-01.', 'Den 2026-03-01 lades #1001.'],
    ['#1001 needs a credit note.', '#1001 behöver en kreditnota.'],
    ['#1001 needs a credit note and total.', '#1001 behöver en kreditnota och summa.'],
    [
      'The figures of #1 do not add up. total: 9.50 SEK stated; total: 1 stated.',
      'Siffrorna för #1 går inte ihop. summa: 9,50 SEK angivet; summa: 1 angivet.',
    ],
    ['It failed: There is nothing to book.', 'Det misslyckades: Det finns inget att bokföra.'],
    ['It failed: it is on fire', 'Det misslyckades: it is on fire'],
  ])('is said in the other language: %s', (english, says) => {
    expect(text(english)).toBe(says)
  })

  test('is not guessed: the words of another system stay as they are', () => {
    expect(text('Account of customer is frozen')).toBeNull()
    expect(text('There is nothing to book. Really.')).toBeNull()
  })

  test('of a figure is known where figures are explained only', () => {
    expect(why('amount of Salt and pepper')).toBe('belopp för Salt and pepper')
    expect(text('amount of Salt')).toBeNull()
  })

  test('of any length is looked through once', () => {
    const many = `${'a needs a '.repeat(300_000)}.`
    const begun = performance.now()
    expect(filledIn(['', ' needs a ', ' needs b ', '.'], many)).toBeNull()
    expect(text(many)).toBeNull()
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  test('of another system is not taken apart for long', () => {
    const swedish = translatorsFor(svMessages)
    const words = 'a; b, c and d or e: f of g is h '.repeat(115)
    const begun = performance.now()
    expect(swedish.text(`The rules of the integration "acme" are not valid: ${words}`)).toContain('inte giltiga: a; b')
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})

describe('what people see most is Swedish as a person would say it', () => {
  const { text, part, why } = translatorsFor(svMessages)

  test.each([
    [
      'The tax "VAT" (DE 19% included) has no tax account yet.',
      'Momsen ”VAT” (DE 19 % inräknad) har inget momskonto än.',
    ],
    [
      'The buyer paid 120.00 SEK for #1001, which comes to 99.50 SEK.',
      'Köparen betalade 120,00 SEK för #1001, som kostar 99,50 SEK.',
    ],
    [
      '3 records wait for you. Among others: Nothing says yet on which account "tips" is booked.',
      '3 poster väntar på dig. Bland annat: Det är inte angivet på vilket konto ”tips” bokförs.',
    ],
    [
      '2 payouts are not booked. Payout 7 contains a movement that nobody can explain: charge of 12.00 SEK (it names no order). It waits.',
      '2 utbetalningar väntar på bokföring. Payout 7 innehåller en rörelse som ingen kan förklara: betalning om 12,00 SEK (den anger ingen order). Den väntar.',
    ],
    [
      '#1001 changed after it was booked (invoice A-1). quantity of Mug: 2 → 1; tax DE 19% included: 5 → 4; and 3 more.',
      '#1001 ändrades efter att den hade bokförts (faktura A-1). antal Mug: 2 → 1; moms DE 19 % inräknad: 5 → 4; och 3 till.',
    ],
    ['The warehouse "Stores" does not exist.', 'Lagerstället ”Stores” finns inte.'],
  ])('%s', (english, says) => {
    expect(text(english)).toBe(says)
  })

  test.each([
    ['refund payment is held', 'återbetalning hålls tillbaka'],
    ['invoice: tax on VAT 25%', 'faktura: moms på VAT 25%'],
    ['tax SE 19% included', 'moms SE 19 % inräknad'],
    ['Acme GmbH on erp.example.com', 'Acme GmbH på erp.example.com'],
  ])('as a label: %s', (english, says) => {
    expect(part(english)).toBe(says)
  })

  test.each([
    ['tax VAT SE 19% included of Mug', 'moms VAT SE 19 % inräknad på Mug'],
    [
      '12.50 allocated by largest remainder over 33.61 : 6.39, to 2 digits: part 1 is 10.00',
      '12,50 fördelat efter största rest på 33,61 : 6,39, till 2 decimaler: del 1 är 10,00',
    ],
  ])('as a figure: %s', (english, says) => {
    expect(why(english)).toBe(says)
  })
})
