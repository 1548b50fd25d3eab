import { type Decimal, decimal, multiply } from '#lib/decimal'
import { type AdyenSandbox, startAdyen } from '#sandboxes/adyen/start'
import { type KlarnaSandbox, startKlarna } from '#sandboxes/klarna/start'
import { cents, fromCents } from './cents.ts'
import type { StoryHome } from './story-core.ts'
import type { Sale, Settler, SettlingTill, TillShop } from './till.ts'

/** How a store's orders call those who took their money, and what it does then. */
export type SettlerShops = Readonly<Record<Settler, TillShop & { readonly gateway: string }>>

/** Klarna and Adyen beside any store, each started when it is first asked for. */
export function settlingTills(home: StoryHome, shops: SettlerShops) {
  const opened = new Map<Settler, Promise<Opened>>()
  const openings = { klarna: openKlarna, adyen: openAdyen }
  return {
    async openTillOf(settler: Settler): Promise<SettlingTill> {
      const known = opened.get(settler) ?? openings[settler](home, shops[settler])
      opened.set(settler, known)
      return (await known).till
    },
    async closeTills(): Promise<void> {
      for (const one of opened.values()) await (await one).stop()
    },
  }
}

interface Opened {
  readonly till: SettlingTill
  stop(): Promise<void>
}

const worth = ({ price, pieces }: Sale): Decimal => multiply(decimal(price), decimal(pieces))
const RESERVE_CENTS = 500

/** Sells for payments that the provider knows, and finds them again by the order. */
function tillOf<Payment>(
  shop: TillShop,
  pay: (amount: Decimal) => { readonly payment: Payment; readonly id: string },
): Pick<SettlingTill, 'sell'> & { paidFor(order: { readonly key: string }): Payment; piece(key: string): Decimal } {
  const paid = new Map<string, { readonly payment: Payment; readonly price: string }>()
  const entry = (key: string) => {
    const found = paid.get(key)
    if (found === undefined) throw new Error(`the provider has no payment of order ${key}`)
    return found
  }
  return {
    sell(sale) {
      const { payment, id } = pay(worth(sale))
      const order = shop.sell(sale, id)
      paid.set(order.key, { payment, price: sale.price })
      return order
    },
    paidFor: ({ key }) => entry(key).payment,
    piece: (key) => decimal(entry(key).price),
  }
}

async function openKlarna({ currency, timeZone }: StoryHome, shop: SettlerShops['klarna']): Promise<Opened> {
  const klarna: KlarnaSandbox = await startKlarna()
  const { username, password } = klarna.credentials
  const { sell, paidFor, piece } = tillOf(shop, (amount) => {
    const sale = klarna.sale({ amount: cents(amount), currency })
    return { payment: sale, id: sale.orderId }
  })
  const settings = { username, password, baseUrl: klarna.url, gateway: shop.gateway, timeZone }
  return {
    till: {
      connections: { klarna: { connector: 'klarna', settings } },
      sell,
      giveBackPiece(order) {
        shop.giveBackPiece(order)
        klarna.refund(paidFor(order), cents(piece(order.key)))
      },
      dispute(order) {
        klarna.dispute(paidFor(order))
        klarna.hold(RESERVE_CENTS, currency)
      },
      payOut() {
        const payout = klarna.payout({ currency })
        if (payout === null) throw new Error('there is nothing to pay out')
        return { id: payout.payment_reference, amount: fromCents(payout.totals['settlement_amount'] ?? 0) }
      },
    },
    stop: () => klarna.stop(),
  }
}

const ACCOUNT = 'ExampleCOM'

async function openAdyen({ currency, timeZone }: StoryHome, shop: SettlerShops['adyen']): Promise<Opened> {
  const adyen: AdyenSandbox = await startAdyen({ currency, account: ACCOUNT })
  const { reportUser, reportPassword } = adyen.credentials
  const { sell, paidFor, piece } = tillOf(shop, (amount) => {
    const payment = adyen.pay({ amount })
    return { payment, id: payment.pspReference }
  })
  const login = { merchantAccount: ACCOUNT, reportUser, reportPassword }
  return {
    till: {
      connections: {
        adyen: {
          connector: 'adyen',
          settings: { ...login, baseUrl: adyen.url, gateway: shop.gateway, timeZone },
        },
      },
      sell,
      giveBackPiece(order) {
        shop.giveBackPiece(order)
        adyen.refund(paidFor(order), piece(order.key))
      },
      dispute(order) {
        adyen.chargeback(paidFor(order))
        adyen.book({ type: 'DepositCorrection', amount: fromCents(-RESERVE_CENTS) })
      },
      payOut() {
        const { number, paid } = adyen.closeBatch()
        return { id: `${ACCOUNT}-${number}`, amount: paid[currency] ?? decimal(0) }
      },
    },
    stop: () => adyen.stop(),
  }
}
