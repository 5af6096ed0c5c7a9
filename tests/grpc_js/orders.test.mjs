// The main job, seen by a client that shares no code with the server: node --test orders.test.mjs
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asAdmin, asNobody, call, callForBytes, connect, failureOf, services, status } from './client.mjs';
import { serverUnderTest } from './server.mjs';

const eur = (minorUnits) => ({ currency_code: 'EUR', minor_units: String(minorUnits) });

const shop = {
  channel: { channel_id: 'web', name: 'Web shop', type: 'CHANNEL_TYPE_WEB', brand: 'Comptoir' },
  item: { sku: 'TEE', title: 'T-shirt', weight_g: '180', handling_class: 'HANDLING_CLASS_STANDARD' },
  location: {
    location_id: 'W1',
    name: 'Orléans',
    type: 'LOCATION_TYPE_WAREHOUSE',
    address: {
      recipient: 'Entrepôt',
      lines: ['1 rue du Dépôt'],
      locality: 'Orléans',
      postal_code: '45000',
      country_code: 'FR',
      position: { latitude_microdegrees: 47902964, longitude_microdegrees: 1909251 },
    },
    time_zone: 'Europe/Paris',
    capabilities: ['CAPABILITY_SHIP'],
  },
};

// Three shirts at 20.00 EUR, delivered.
const placeThreeShirts = {
  request_id: 'place-1',
  channel_id: 'web',
  external_id: 'WEB-1',
  contact: { name: 'Ada Petit', email: 'ada@example.org', phone: '+33123456789' },
  ship_to: {
    recipient: 'Ada Petit',
    lines: ['2 rue de la Paix'],
    locality: 'Paris',
    postal_code: '75002',
    country_code: 'FR',
  },
  lines: [{ sku: 'TEE', quantity: '3', unit_price: eur(2000), tax: eur(1000), delivery: { service_level: 'standard' } }],
  tax_included: true,
  expected_total: eur(6000),
};

describe('a client that is not ours', () => {
  let server;
  let catalog;
  let inventory;
  let orders;
  let events;
  let placed;

  before(async () => {
    server = await serverUnderTest();
    catalog = connect(services.catalog.v1.CatalogService, server.address);
    inventory = connect(services.inventory.v1.InventoryService, server.address);
    orders = connect(services.orders.v1.OrderService, server.address);
    events = connect(services.events.v1.EventService, server.address);
  });

  after(async () => {
    for (const client of [catalog, inventory, orders, events]) client?.close();
    await server?.stop();
  });

  it('sets up a shop: channel, item, location and stock', async () => {
    const { channel } = await call(catalog, 'CreateChannel', { request_id: 'channel-1', channel: shop.channel });
    assert.equal(channel.channel_id, 'web');
    const { item } = await call(catalog, 'CreateItem', { request_id: 'item-1', item: shop.item });
    assert.equal(item.title, 'T-shirt');
    const { location } = await call(catalog, 'CreateLocation', { request_id: 'location-1', location: shop.location });
    assert.equal(location.address.locality, 'Orléans');
    const { levels } = await call(inventory, 'PostStockMovements', {
      request_id: 'stock-1',
      movements: [{ sku: 'TEE', location_id: 'W1', kind: 'MOVEMENT_KIND_RECEIVED', quantity: '10' }],
    });
    assert.equal(levels.length, 1);
    assert.equal(levels[0].on_hand, '10');
    assert.equal(levels[0].available, '10');
  });

  it('places an order, and the units are reserved', async () => {
    placed = (await call(orders, 'PlaceOrder', placeThreeShirts)).order;
    assert.match(placed.order_id, /^ord_/);
    assert.equal(placed.status, 'ORDER_STATUS_PLACED');
    assert.equal(placed.fulfillment_status, 'FULFILLMENT_STATUS_ALLOCATED');
    assert.deepEqual(placed.totals.total, eur(6000));
    assert.deepEqual(placed.lines[0].allocations, [{ location_id: 'W1', quantity: '3' }]);
    const { levels } = await call(inventory, 'GetStock', { sku: 'TEE' });
    assert.deepEqual([levels[0].on_hand, levels[0].reserved, levels[0].available], ['10', '3', '7']);
  });

  it('repeats the request five times at once and gets the same bytes each time, and one order', async () => {
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => callForBytes(orders, 'PlaceOrder', placeThreeShirts)),
    );
    for (const bytes of replies) assert.ok(bytes.equals(replies[0]), 'the bytes differ');
    const again = orders.PlaceOrder.responseDeserialize(replies[0]).order;
    assert.equal(again.order_id, placed.order_id);
    const { levels } = await call(inventory, 'GetStock', { sku: 'TEE' });
    assert.equal(levels[0].reserved, '3');
  });

  it('sends a new request five times at once and places one order', async () => {
    const request = {
      ...placeThreeShirts,
      request_id: 'place-2',
      external_id: 'WEB-2',
      lines: [{ ...placeThreeShirts.lines[0], quantity: '1' }],
      expected_total: eur(2000),
    };
    const replies = await Promise.all(Array.from({ length: 5 }, () => callForBytes(orders, 'PlaceOrder', request)));
    for (const bytes of replies) assert.ok(bytes.equals(replies[0]), 'the bytes differ');
    const { levels } = await call(inventory, 'GetStock', { sku: 'TEE' });
    assert.equal(levels[0].reserved, '4');
  });

  it('is refused when a request id comes back with another body', async () => {
    const failure = await failureOf(call(orders, 'PlaceOrder', { ...placeThreeShirts, note: 'another body' }));
    assert.equal(failure.code, status.INVALID_ARGUMENT);
    assert.equal(failure.details.ErrorInfo?.reason, 'REQUEST_ID_REUSED');
    assert.equal(failure.details.ErrorInfo?.domain, 'oms');
  });

  it('is told every field that is wrong, at once', async () => {
    const failure = await failureOf(
      call(orders, 'PlaceOrder', {
        ...placeThreeShirts,
        request_id: 'place-3',
        external_id: '',
        lines: [{ ...placeThreeShirts.lines[0], quantity: '0' }],
      }),
    );
    assert.equal(failure.code, status.INVALID_ARGUMENT);
    assert.equal(failure.details.ErrorInfo?.reason, 'MALFORMED_REQUEST');
    const fields = failure.details.BadRequest.field_violations.map((violation) => violation.field);
    assert.ok(fields.includes('external_id'), fields.join());
    assert.ok(fields.includes('lines[0].quantity'), fields.join());
  });

  it('is refused more units than there are, with what is short', async () => {
    const failure = await failureOf(
      call(orders, 'PlaceOrder', {
        ...placeThreeShirts,
        request_id: 'place-4',
        external_id: 'WEB-4',
        lines: [{ ...placeThreeShirts.lines[0], quantity: '1000' }],
        expected_total: eur(2000000),
      }),
    );
    assert.equal(failure.code, status.FAILED_PRECONDITION);
    assert.equal(failure.details.ErrorInfo?.reason, 'INSUFFICIENT_STOCK');
    assert.equal(failure.details.PreconditionFailure.violations[0].subject, 'TEE');
  });

  it('watches events and sees the order placed, with nothing personal in it', async () => {
    const seen = await firstEvent(events, { filter: { types: ['order.placed'] } });
    assert.equal(seen.aggregate_type, 'order');
    assert.equal(seen.aggregate_id, placed.order_id);
    assert.equal(seen.actor, 'grpc-js-test');
    JSON.parse(seen.data_json);
    for (const personal of ['Ada', 'ada@', '+3312', 'rue de la Paix']) {
      assert.ok(!seen.data_json.includes(personal), personal);
    }
  });

  it('cancels a part of the order, and the units are free again', async () => {
    const { order } = await call(orders, 'CancelOrder', {
      request_id: 'cancel-1',
      order_id: placed.order_id,
      etag: placed.etag,
      lines: [{ line_no: 1, quantity: '1' }],
      reason: 'CANCEL_REASON_CUSTOMER_REQUEST',
    });
    assert.equal(order.status, 'ORDER_STATUS_PLACED');
    assert.equal(order.lines[0].quantities.canceled, '1');
    assert.equal(order.lines[0].quantities.allocated, '2');
    assert.notEqual(order.etag, placed.etag);
    const { levels } = await call(inventory, 'GetStock', { sku: 'TEE' });
    assert.equal(levels[0].reserved, '3');
  });

  it('is refused a change of what it has not seen', async () => {
    const failure = await failureOf(
      call(orders, 'CancelOrder', {
        request_id: 'cancel-2',
        order_id: placed.order_id,
        etag: placed.etag,
        reason: 'CANCEL_REASON_CUSTOMER_REQUEST',
      }),
    );
    assert.equal(failure.code, status.ABORTED);
    assert.equal(failure.details.ErrorInfo?.reason, 'VERSION_MISMATCH');
  });

  it('gets the order by id, by number and by its own number for it', async () => {
    const byId = (await call(orders, 'GetOrder', { order_id: placed.order_id })).order;
    assert.equal(byId.lines[0].quantities.ordered, '3');
    assert.equal(byId.lines[0].quantities.canceled, '1');
    assert.equal(byId.contact.name, 'Ada Petit');
    const byNumber = (await call(orders, 'GetOrder', { number: placed.number })).order;
    assert.deepEqual(byNumber, byId);
    const external = { channel_id: 'web', external_id: 'WEB-1' };
    assert.deepEqual((await call(orders, 'GetOrder', { external })).order, byId);
  });

  it('is told when there is no such order', async () => {
    const failure = await failureOf(
      call(orders, 'GetOrder', { external: { channel_id: 'web', external_id: 'no-such-order' } }),
    );
    assert.equal(failure.code, status.NOT_FOUND);
    assert.equal(failure.details.ErrorInfo?.reason, 'ORDER_NOT_FOUND');
  });

  it('is turned away without a principal', async () => {
    const failure = await failureOf(call(orders, 'GetOrder', { order_id: placed.order_id }, asNobody()));
    assert.equal(failure.code, status.UNAUTHENTICATED);
    assert.equal(failure.details.ErrorInfo?.reason, 'PRINCIPAL_MISSING');
  });
});

// The first event of a watch; ends the watch.
function firstEvent(client, request) {
  return new Promise((resolve, reject) => {
    const stream = client.WatchEvents(request, asAdmin());
    const timer = setTimeout(() => {
      stream.cancel();
      reject(new Error('no event came'));
    }, 30_000);
    stream.on('data', ({ event }) => {
      if (!event) return; // a heartbeat
      clearTimeout(timer);
      resolve(event);
      stream.cancel();
    });
    stream.on('error', (error) => {
      clearTimeout(timer);
      reject(error); // after resolve: our own cancel, without effect
    });
  });
}
