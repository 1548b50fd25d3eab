import { describe, expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { parseForm } from './form.ts'
import { startStripe } from './start.ts'

const read = (text: string) => parseForm(new URLSearchParams(text))

describe('forms', () => {
  test('nest by brackets, and count lists with or without numbers', () => {
    expect(read('amount=1&metadata[order_id]=1001&expand[]=a&expand[]=b&types[0]=x&types[1]=y')).toEqual({
      amount: '1',
      metadata: { order_id: '1001' },
      expand: ['a', 'b'],
      types: ['x', 'y'],
    })
    expect(read('parameters[columns][0]=net&parameters[payout]=po_1')).toEqual({
      parameters: { columns: ['net'], payout: 'po_1' },
    })
    expect(() => read('a=1&a[b]=2')).toThrow(ApiError)
  })

  test('cannot reach what every object has', () => {
    expect(read('__proto__[polluted]=1&metadata[__proto__][polluted]=2')).not.toHaveProperty('polluted')
    expect({}).not.toHaveProperty('polluted')
  })

  test('JSON is not one', async () => {
    await using stripe = await startStripe()
    const answer = await fetch(`${stripe.url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stripe.secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ charge: 'ch_1' }),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect(answer.headers.get('request-id')).toMatch(/^req_/)
  })
})
