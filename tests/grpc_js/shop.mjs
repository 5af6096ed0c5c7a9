// A small shop and its staff, as calls of one line each, by a caller who may do everything.
import { randomUUID } from 'node:crypto';
import { call, callerMetadata, connect, services } from './client.mjs';

const eur = (cents) => ({ currency_code: 'EUR', minor_units: String(cents) });
const cents = 2000;
const asCheckout = () => callerMetadata({ principal: 'web-checkout', roles: 'checkout', channels: 'web' });

export class Shop {
  constructor(address) {
    this.catalog = connect(services.catalog.v1.CatalogService, address);
    this.inventory = connect(services.inventory.v1.InventoryService, address);
    this.orders = connect(services.orders.v1.OrderService, address);
    this.fulfillment = connect(services.fulfillment.v1.FulfillmentService, address);
    this.pickups = connect(services.pickups.v1.PickupService, address);
    this.admin = connect(services.admin.v1.AdminService, address);
    this.clock = connect(services.testing.v1.ClockService, address);
  }

  close() {
    for (const client of Object.values(this)) client.close();
  }

  // A web channel, and stores without hours: they are always open.
  async open(stores, skus) {
    await this.#change(this.catalog, 'CreateChannel', {
      channel: { channel_id: 'web', name: 'Web shop', type: 'CHANNEL_TYPE_WEB', brand: 'Comptoir' },
    });
    for (const id of stores) {
      const location = {
        location_id: id,
        name: id,
        type: 'LOCATION_TYPE_STORE',
        time_zone: 'Europe/Paris',
        address: { country_code: 'FR' },
        capabilities: ['CAPABILITY_SHIP', 'CAPABILITY_PICKUP'],
      };
      await this.#change(this.catalog, 'CreateLocation', { location });
    }
    for (const [sku, handlingClass] of Object.entries(skus)) {
      const item = { sku, title: `Item ${sku}`, weight_g: '200', handling_class: handlingClass };
      await this.#change(this.catalog, 'CreateItem', { item });
      const movements = stores.map((id) => ({ sku, location_id: id, kind: 'MOVEMENT_KIND_RECEIVED', quantity: '50' }));
      await this.#change(this.inventory, 'PostStockMovements', { movements });
    }
  }

  // Places an order to collect: `wanted` is [[sku, quantity, store], ...]. Gives its id.
  async order(...wanted) {
    const units = wanted.reduce((sum, [, quantity]) => sum + quantity, 0);
    const { order } = await this.#change(this.orders, 'PlaceOrder', {
      channel_id: 'web',
      external_id: randomUUID(),
      contact: { name: 'Ada Petit', email: 'ada@example.org', phone: '+33123456789' },
      lines: wanted.map(([sku, quantity, store]) => ({
        sku,
        quantity: String(quantity),
        unit_price: eur(cents),
        pickup: { location_id: store },
      })),
      expected_total: eur(cents * units),
    });
    return order.order_id;
  }

  async tasksOf(orderId) {
    return (await call(this.fulfillment, 'ListFulfillmentOrders', { order_id: orderId })).fulfillment_orders ?? [];
  }

  // The staff pick the order and lay it on the pickup shelf.
  async makeReady(orderId) {
    for (const { fulfillment_order_id: id } of await this.tasksOf(orderId)) {
      const task = await this.#work(id, 'AcceptFulfillmentOrder');
      await this.#work(id, 'StartPicking');
      const scans = task.lines.map((line) => ({ code: line.sku, quantity: line.quantity }));
      await this.#work(id, 'RecordPicks', { scans });
      await this.#work(id, 'MarkReady');
    }
  }

  async cancel(orderId) {
    return this.#change(this.orders, 'CancelOrder', { order_id: orderId, reason: 'CANCEL_REASON_CUSTOMER_REQUEST' });
  }

  // The store gives back what the order wants canceled.
  async grantCancel(orderId) {
    for (const { fulfillment_order_id: id } of await this.tasksOf(orderId))
      await this.#work(id, 'AnswerCancelRequest', { granted: true });
  }

  // The staff sort what nobody has collected back to where it is sold.
  async putBack(orderId) {
    for (const { fulfillment_order_id: id } of await this.tasksOf(orderId)) await this.#work(id, 'PutBack');
  }

  // The pickups of an order, one for each store.
  async pickupsOf(orderId) {
    return (await call(this.pickups, 'ListPickups', { order_id: orderId })).pickups ?? [];
  }

  // What the customer's app shows: the checkout asks for it.
  async codeOf(pickupId) {
    return (await call(this.pickups, 'GetPickupCode', { pickup_id: pickupId }, asCheckout())).code;
  }

  async stockAt(sku, store) {
    const { levels } = await call(this.inventory, 'GetStock', { sku });
    return levels.find((level) => level.location_id === store);
  }

  async statusOf(orderId) {
    return (await call(this.orders, 'GetOrder', { order_id: orderId })).order.status;
  }

  async advanceTo(seconds) {
    await call(this.clock, 'Advance', { to: { seconds: String(seconds) } });
  }

  // What does not hold in the store; empty: everything does.
  async findings() {
    return (await call(this.admin, 'VerifyStore', {})).findings ?? [];
  }

  async #work(taskId, method, fields = {}) {
    const reply = await this.#change(this.fulfillment, method, { fulfillment_order_id: taskId, ...fields });
    return reply.fulfillment_order;
  }

  #change(client, method, fields) {
    return call(client, method, { request_id: randomUUID(), ...fields });
  }
}
