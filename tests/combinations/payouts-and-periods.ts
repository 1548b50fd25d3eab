import { expect } from 'vitest'
import { dateIn } from '#lib/clock'
import { why } from '#engine/why'
import { subtract, sum } from '#lib/decimal'
import { requestText, startGateway } from '#testing/gateway'
import type { Chapter } from './chapter.ts'
import { allSettledUp, expectEqualBooks, inStep, type Play, settledUp } from './kit.ts'
import {
  balancesOf,
  journalsOf,
  lookForPayouts,
  movedSince,
  payoutOf,
  sumOf,
  takePayouts,
  takings,
} from './payouts-kit.ts'

/** Where both ERPs' companies are, as their clocks go. */
const HOME = 'Europe/Stockholm'

const MUG = { pieces: 1, price: '19.99' } as const

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

function middleOfLastMonth(): Date {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 12))
}

const lastDayOf = (instant: Date): string =>
  dayOf(new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + 1, 0)))
const dayAfter = (day: string): string => dayOf(new Date(Date.parse(day) + 24 * 3_600_000))
const firstDayAfter = (instant: Date): string => dayAfter(lastDayOf(instant))

const booked = { state: 'synced', causeCode: null } as const

async function leftAsItWas({ configure }: Play): Promise<void> {
  await configure({})
}

export const PAYOUTS_AND_PERIODS: Chapter = {
  title: 'Payouts, fees and periods',
  page: 'payouts-and-periods',
  scenarios: [
    {
      name: 'What was sold and given back is paid out: bank and fees add up to the money of the orders, and nothing stays on the way',
      failures: [49],
      async play(play) {
        const till = await play.shop.openTill()
        await takePayouts(play, till)
        const before = balancesOf(play)
        const several = till.sell({ ...MUG, pieces: 3 })
        const orders = [till.sell(MUG), several]
        await play.story.settled()
        till.giveBackPiece(several)
        await play.story.settled()
        const payout = till.payOut()
        await lookForPayouts(play)
        expect(await payoutOf(play, payout)).toMatchObject(booked)
        const { bank, fee, ...others } = movedSince(play, before)
        expect([bank, others]).toEqual([payout.amount, {}])
        expect(subtract(takings(play, orders), bank ?? payout.amount)).toBe(fee)
        expect(journalsOf(play, payout)).toBe(1)
        for (const order of orders) await settledUp(play, order)
        await leftAsItWas(play)
      },
    },
    {
      name: 'Every kind of movement that the provider documents has its ledger, negative ones, reserves and disputes among them',
      failures: [49],
      async play(play) {
        const till = await play.shop.openTill()
        await takePayouts(play, till)
        const before = balancesOf(play)
        const order = till.sell({ pieces: 40, price: '19.99' })
        await play.story.settled()
        till.bookEveryKind()
        const payout = till.payOut()
        await lookForPayouts(play)
        expect(await payoutOf(play, payout)).toMatchObject({ ...booked, causeMessage: null })
        const moved = movedSince(play, before)
        expect(moved).toMatchObject({ bank: payout.amount })
        expect(Object.keys(moved)).toEqual(
          expect.arrayContaining(['fee', 'reserve', 'dispute', 'advance', 'adjustment']),
        )
        expect([moved.other, moved.clearing]).toEqual([undefined, undefined])
        // Bank, fees, reserves and all the others, less what the order was paid with: nothing.
        expect(subtract(sumOf(moved), takings(play, [order]))).toBe('0')
        await leftAsItWas(play)
      },
    },
    {
      name: 'What buyers paid with Klarna and with Adyen, gave back and disputed is paid out by each: bank, fees and reserves add up to it',
      failures: [49],
      async play(play) {
        const tills = [await play.shop.openTillOf('klarna'), await play.shop.openTillOf('adyen')]
        await takePayouts(play, { connections: Object.assign({}, ...tills.map(({ connections }) => connections)) })
        const before = balancesOf(play)
        const sold = tills.map((till) => {
          const [plain, several, angry] = [1, 3, 2].map((pieces) => till.sell({ ...MUG, pieces }))
          if (plain === undefined || several === undefined || angry === undefined) throw new Error('three are sold')
          return { till, plain, several, angry }
        })
        await play.story.settled()
        for (const { till, several, angry } of sold) {
          till.giveBackPiece(several)
          till.dispute(angry)
        }
        await play.story.settled()
        const payouts = tills.map((till) => till.payOut())
        await lookForPayouts(play)
        for (const payout of payouts) {
          expect(await payoutOf(play, payout)).toMatchObject({ ...booked, causeMessage: null })
          expect(journalsOf(play, payout)).toBe(1)
        }
        const moved = movedSince(play, before)
        const bank = sum(payouts.map(({ amount }) => amount))
        expect(moved).toMatchObject({ bank, reserve: '10', dispute: '79.96' })
        expect([moved.clearing, moved.other]).toEqual([undefined, undefined])
        const orders = sold.flatMap(({ plain, several, angry }) => [plain, several, angry])
        expect(sumOf(moved)).toBe(takings(play, orders))
        await allSettledUp(play, orders)
        await leftAsItWas(play)
      },
    },
    {
      name: 'A payout that is on its way waits; one that the bank sends back is taken back, and the next one brings its money',
      failures: [49],
      async play(play) {
        const till = await play.shop.openTill()
        await takePayouts(play, till)
        const before = balancesOf(play)
        till.sell(MUG)
        await play.story.settled()
        const payout = till.payOut({ arrives: 'later' })
        await lookForPayouts(play)
        expect(await payoutOf(play, payout)).toMatchObject({ state: 'skipped', causeCode: 'PAYOUT_NOT_PAID_YET' })
        till.arrive(payout)
        await lookForPayouts(play)
        expect(await payoutOf(play, payout)).toMatchObject(booked)
        expect(movedSince(play, before)).toMatchObject({ bank: payout.amount })
        till.fail(payout)
        await lookForPayouts(play)
        const back = movedSince(play, before)
        expect([back.bank, back['returned-payout'], journalsOf(play, payout)]).toEqual([undefined, payout.amount, 2])
        const again = till.payOut()
        await lookForPayouts(play)
        const after = movedSince(play, before)
        expect([after.bank, after['returned-payout']]).toEqual([again.amount, undefined])
        await leftAsItWas(play)
      },
    },
    {
      name: 'A kind that nobody knows is held by its name; the rest of its payout is booked, and the next one too',
      failures: [49],
      async play(play) {
        const till = await play.shop.openTillBeside()
        await takePayouts(play, till)
        const before = balancesOf(play)
        till.sell({ pieces: 2, price: '40.00' })
        await play.story.settled()
        till.bookUnknown?.('moon_fee', '-7.00')
        const odd = till.payOut()
        await lookForPayouts(play)
        expect(await payoutOf(play, odd)).toMatchObject({
          state: 'attention',
          causeCode: 'PAYOUT_TYPE_UNKNOWN',
          causeSubject: 'payout-type:moon_fee',
        })
        expect(movedSince(play, before)).toMatchObject({ bank: odd.amount, other: '7' })
        till.sell(MUG)
        await play.story.settled()
        const next = till.payOut()
        await lookForPayouts(play)
        expect(await payoutOf(play, next)).toMatchObject(booked)
        // A person says what it is.
        await takePayouts(play, till, { policies: { payouts: { types: { moon_fee: 'billing' } } } })
        await play.story.settled()
        expect(await payoutOf(play, odd)).toMatchObject(booked)
        const moved = movedSince(play, before)
        expect([moved.other, moved.billing, moved.clearing]).toEqual([undefined, '7', undefined])
        await leftAsItWas(play)
      },
    },
    {
      name: 'A payout that is found again, or whose answer is lost, is one entry; a bank feed books the same money once',
      failures: [50],
      async play(play) {
        const { story, erp } = play
        const till = await play.shop.openTill()
        await takePayouts(play, till)
        const before = balancesOf(play)
        till.sell(MUG)
        await play.story.settled()
        const payout = till.payOut()
        await using door = await startGateway(erp.url)
        await takePayouts(play, till, { erpUrl: door.url })
        door.lose((request) => erp.writing('journal').test(requestText(request)))
        const { engine, organizationId } = story.running.bridge
        for (const force of [false, true]) {
          await engine.sweep({ organizationId, integrationId: story.integrationId, flow: 'payouts', force })
          await story.settled()
        }
        expect(await payoutOf(play, payout)).toMatchObject(booked)
        expect([door.left, journalsOf(play, payout)]).toEqual([0, 1])
        expect(movedSince(play, before)).toMatchObject({ bank: payout.amount })
        await takePayouts(play, till)
        // What arrived lies on the account of transit until the feed of the bank takes it from there.
        erp.feed(payout.amount)
        await lookForPayouts(play)
        expect(movedSince(play, before).bank).toBeUndefined()
        await leftAsItWas(play)
      },
    },
    {
      name: 'An order, a refund and a payout of a closed month are dated on the first open day, with their tax, and the rule by which they are is shown',
      failures: [50],
      async play(play) {
        const { erp } = play
        const till = await play.shop.openTill()
        await takePayouts(play, till)
        const month = middleOfLastMonth()
        const open = firstDayAfter(month)
        try {
          erp.close(lastDayOf(month))
          const order = till.sell({ pieces: 2, price: '19.99', at: month.toISOString() })
          const posted = (await settledUp(play, order)).filter(({ kind }) => kind !== 'sales-order')
          expect(posted.map((document) => erp.dayOf(document))).toEqual([open, open])
          const [invoice] = posted.filter(({ kind }) => kind === 'invoice')
          expect(invoice?.taxes).toEqual({ 25: '8' })
          const { pool, organizationId } = play.story.running.bridge
          const shown = await why(pool, { organizationId, document: invoice?.reference ?? '' })
          expect(shown).toMatchObject({ date: open })
          expect(shown.rules).toContainEqual(expect.objectContaining({ path: 'closedPeriods.dating' }))

          // The bookkeeper closes the day, too, on which a piece comes back and the money is paid out.
          const today = dateIn(HOME, new Date())
          erp.close(today)
          till.giveBackPiece(order)
          const documents = await settledUp(play, order)
          const back = documents.filter(({ kind }) => kind === 'credit-note' || kind === 'refund-payment')
          const payout = till.payOut()
          await lookForPayouts(play)
          expect(await payoutOf(play, payout)).toMatchObject(booked)
          const journals = erp.documents().filter(({ reference }) => reference?.includes(payout.id) === true)
          const late = [...back, ...journals].map((document) => erp.dayOf(document))
          expect(late).toEqual([dayAfter(today), dayAfter(today), dayAfter(today)])
          expect(documents.filter(({ kind }) => kind === 'invoice').map((one) => erp.dayOf(one))).toEqual([open])
          await expectEqualBooks(play)
        } finally {
          erp.close(null)
        }
        await inStep(play, till.sell(MUG))
        await leftAsItWas(play)
      },
    },
  ],
}
