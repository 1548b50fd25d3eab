import type { Row, Site } from '#sandboxes/erpnext/controller'
import { isBlank, text, truthy } from '#sandboxes/erpnext/fields'

/** Serial numbers of pieces that come in: those named on the row, else drawn from the item's series. */
export function makeSerials(row: Readonly<Row>, site: Site, pieces: number): void {
  const item = site.read('Item', row['item_code'])
  if (item === null || !truthy(item, 'has_serial_no')) return
  const named = text(row, 'serial_no')
    .split('\n')
    .filter((one) => one.trim() !== '')
  for (let piece = 0; piece < pieces; piece += 1) {
    const name = named[piece] ?? site.nameFromSeries(text(item, 'serial_no_series') || `${item.name}-.#####`, item)
    site.insertRaw(
      site.create('Serial No', {
        name,
        serial_no: name,
        item_code: item.name,
        item_name: item['item_name'],
        warehouse: row['t_warehouse'],
        status: 'Active',
      }),
    )
  }
}

/** The batch of pieces that come in: the one named on the row, else a new one. */
export function makeBatch(row: Readonly<Row>, site: Site, pieces: number): void {
  const item = site.read('Item', row['item_code'])
  if (item === null || !truthy(item, 'has_batch_no')) return
  const known = site.read('Batch', row['batch_no'])
  if (known !== null) return site.setValue('Batch', known.name, { batch_qty: Number(known['batch_qty'] ?? 0) + pieces })
  const name = isBlank(row['batch_no'])
    ? site.nameFromSeries(text(item, 'batch_number_series') || 'BATCH-.#####', item)
    : text(row, 'batch_no')
  site.insertRaw(
    site.create('Batch', { name, batch_id: name, item: item.name, batch_qty: pieces, stock_uom: item['stock_uom'] }),
  )
}
