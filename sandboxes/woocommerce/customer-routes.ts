import { applyMeta } from './meta.ts'
import { isObject, type Values } from './params.ts'
import { showCustomer } from './people-show.ts'
import { type Call, created, forced, idOf, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { type Customer, nextId, now, type Shop, tell } from './state.ts'
import { WpError } from './wp-error.ts'

const invalid = (status: number) => new WpError(status, 'woocommerce_rest_invalid_id', 'Invalid resource ID.')

function customerOf(shop: Shop, id: number, status = 404): Customer {
  const customer = shop.customers.get(id)
  if (customer === undefined) throw invalid(status)
  return customer
}

/** Makes an account as a request or a registration does. */
export function createCustomer(shop: Shop, given: Values): Customer {
  const email = String(given['email'] ?? '')
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
    throw new WpError(400, 'customer_invalid_email', 'Invalid email address')
  const others = [...shop.customers.values()]
  if (others.some((one) => one.email.toLowerCase() === email.toLowerCase())) {
    const text = `An account is already registered with ${email}. Please log in or use a different email address.`
    throw new WpError(400, 'registration-error-email-exists', text)
  }
  const taken = new Set(others.map((one) => one.username))
  if (typeof given['username'] === 'string' && taken.has(given['username'])) {
    const text = 'An account is already registered with that username. Please choose another.'
    throw new WpError(400, 'registration-error-username-exists', text)
  }
  const username = typeof given['username'] === 'string' ? given['username'] : nameFrom(email, taken)
  const customer: Customer = {
    id: nextId(shop, 'user'),
    email,
    username,
    firstName: '',
    lastName: '',
    role: 'customer',
    created: now(shop),
    modified: now(shop),
    billing: {},
    shipping: {},
    meta: [],
  }
  shop.customers.set(customer.id, customer)
  write(shop, customer, given)
  for (const event of ['customer.created', 'customer.updated']) tell(shop, event, customer.id)
  return customer
}

/** Made of the mailbox; a number is added where somebody has that name. */
function nameFrom(email: string, taken: ReadonlySet<string>): string {
  const plain = email.split('@')[0] ?? email
  let name = plain
  for (let count = 2; taken.has(name); count += 1) name = `${plain}-${count}`
  return name
}

/** What the API, or a person in the admin pages, changes of an account. */
export function changeCustomer(shop: Shop, customer: Customer, given: Values): void {
  const email = String(given['email'] ?? '').toLowerCase()
  const isTaken = [...shop.customers.values()].some((one) => one !== customer && one.email.toLowerCase() === email)
  if (isTaken) throw new WpError(400, 'woocommerce_rest_customer_invalid_email', 'Email address is invalid.')
  write(shop, customer, given)
  tell(shop, 'customer.updated', customer.id)
}

function write(shop: Shop, customer: Customer, given: Values): void {
  if (given['email'] !== undefined) customer.email = String(given['email'])
  if (given['first_name'] !== undefined) customer.firstName = String(given['first_name'])
  if (given['last_name'] !== undefined) customer.lastName = String(given['last_name'])
  for (const kind of ['billing', 'shipping'] as const) {
    const address = given[kind]
    if (!isObject(address)) continue
    for (const [key, value] of Object.entries(address)) customer[kind][key] = String(value ?? '')
  }
  applyMeta(shop, customer.meta, given['meta_data'])
  customer.modified = now(shop)
}

function list(call: Call): Customer[] {
  const email = String(call.query['email'] ?? '').toLowerCase()
  const role = String(call.query['role'] ?? 'customer')
  const found = [...call.shop.customers.values()].filter(
    (one) => (email === '' || one.email.toLowerCase() === email) && (role === 'all' || one.role === role),
  )
  if (call.query['orderby'] === 'id') return call.query['order'] === 'desc' ? found.toReversed() : found
  const name = ({ firstName, lastName, username }: Customer) => `${firstName} ${lastName}`.trim() || username
  return found.toSorted((a, b) => name(a).localeCompare(name(b)))
}

function remove(shop: Shop, customer: Customer): Customer {
  shop.customers.delete(customer.id)
  for (const order of shop.orders.values()) if (order.customerId === customer.id) order.customerId = 0
  tell(shop, 'customer.deleted', customer.id)
  return customer
}

const PATH = '/wc/v3/customers'

export const CUSTOMER_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: PATH,
    rules: PAGE_RULES,
    handle: (call) => paged(call, list(call), (one) => showCustomer(call.shop, one)),
  },
  {
    access: 'create',
    pattern: PATH,
    required: ['email'],
    handle: (call) => {
      const customer = createCustomer(call.shop, call.body)
      return created(urlOf(call.shop, `${PATH}/${customer.id}`), showCustomer(call.shop, customer))
    },
  },
  {
    access: 'view',
    pattern: `${PATH}/:id`,
    handle: (call) => ({ body: showCustomer(call.shop, customerOf(call.shop, idOf(call))) }),
  },
  {
    access: 'edit',
    pattern: `${PATH}/:id`,
    handle: (call) => {
      const customer = customerOf(call.shop, idOf(call), 400)
      changeCustomer(call.shop, customer, call.body)
      return { body: showCustomer(call.shop, customer) }
    },
  },
  {
    access: 'delete',
    pattern: `${PATH}/:id`,
    handle: (call) => {
      const customer = customerOf(call.shop, idOf(call))
      if (!forced(call))
        throw new WpError(501, 'woocommerce_rest_trash_not_supported', 'Customers do not support trashing.')
      return { body: showCustomer(call.shop, remove(call.shop, customer)) }
    },
  },
  { access: 'view', pattern: `${PATH}/:id/downloads`, handle: () => ({ body: [] }) },
]
