// The pickup desk, seen by a till that shares no code with the server: node --test till.test.mjs
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { call, failureOf, status } from './client.mjs';
import { breakableWayTo } from './cut.mjs';
import { serverUnderTest } from './server.mjs';
import { Shop } from './shop.mjs';
import { Refusal, Till, clerkText, receiptLines } from './till.mjs';

const wrongCode = 'WRNGC0DE';
const one = [{ line_no: 1, quantity: '1' }];

// What `promise` must be refused with, and what the clerk reads.
async function refused(promise, reason, text) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof Refusal, String(error));
    assert.equal(error.reason, reason);
    assert.match(error.message, text);
    return true;
  });
}

describe('a till of a store', () => {
  let server;
  let shop;
  let till;

  before(async () => {
    server = await serverUnderTest(['--clock-start', '2026-03-03T09:00:00Z']);
    shop = new Shop(server.address);
    await shop.open(['S1', 'S2'], { TEE: 'HANDLING_CLASS_STANDARD', WINE: 'HANDLING_CLASS_AGE_RESTRICTED' });
    till = new Till({ address: server.address, tillId: 'till-1', locationId: 'S1' });
  });

  after(async () => {
    till?.close();
    shop?.close();
    await server?.stop();
  });

  // A pickup of one order in a store, with its code; as `ready` as wanted.
  async function waiting(sku, quantity, { store = 'S1', ready = true } = {}) {
    const orderId = await shop.order([sku, quantity, store]);
    if (ready) await shop.makeReady(orderId);
    const [pickup] = await shop.pickupsOf(orderId);
    return { orderId, id: pickup.pickup_id, pickup, code: await shop.codeOf(pickup.pickup_id) };
  }
  const later = (pickup, seconds) => shop.advanceTo(Number(pickup.update_time.seconds) + seconds);

  it('lists what waits, the first due first, each from the call after it was placed', async () => {
    assert.deepEqual(await till.listPickups(), []);
    const placed = [];
    for (let i = 0; i < 3; ++i) {
      const orderId = await shop.order(['TEE', 1, 'S1']);
      const listed = await till.listPickups();
      assert.equal(listed.length, i + 1);
      assert.equal(listed.at(-1).order_id, orderId);
      assert.equal(listed.at(-1).state, 'PICKUP_STATE_PREPARING');
      placed.push(orderId);
      await later(listed.at(-1), 10);
    }
    await shop.makeReady(placed[0]); // due when the shelf is cleared, days from now
    const order = [placed[1], placed[2], placed[0]];
    assert.deepEqual((await till.listPickups()).map((pickup) => pickup.order_id), order);
    assert.deepEqual((await till.listPickups({ size: 1 })).map((pickup) => pickup.order_id), order);
    const ready = await till.listPickups({ states: ['PICKUP_STATE_READY'] });
    assert.deepEqual(ready.map((pickup) => pickup.order_id), [placed[0]]);
    assert.deepEqual(ready[0].lines, [{ line_no: 1, sku: 'TEE', quantity: '1', ready: '1' }]);
  });

  it('finds a pickup by its code however the customer tells it, and hands it over', async () => {
    const { orderId, id, code } = await waiting('TEE', 2);
    const before = await shop.stockAt('TEE', 'S1');
    const told = `${code.slice(0, 4)}-${code.slice(4)} `.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
    const found = await till.find(told);
    assert.equal(found.pickup_id, id);
    const given = await till.collect(found.pickup_id, { code: told, clerk: 'Camille' });
    assert.equal(given.state, 'PICKUP_STATE_COLLECTED');
    const { time, ...handover } = given.handovers[0];
    assert.ok(Number(time.seconds) > 0);
    assert.deepEqual(handover, {
      clerk: 'Camille',
      till: 'till-1',
      holder_no: 1,
      proof: 'PICKUP_PROOF_CODE',
      units: [{ line_no: 1, quantity: '2' }],
    });
    const now = await shop.stockAt('TEE', 'S1');
    assert.equal(Number(before.on_hand) - Number(now.on_hand), 2);
    assert.equal(await shop.statusOf(orderId), 'ORDER_STATUS_COMPLETED');
    assert.ok((await till.listPickups()).every((pickup) => pickup.pickup_id !== id));
    assert.ok((await till.listPickups({ ended: true })).some((pickup) => pickup.pickup_id === id));
  });

  it('hands over a part, prints what is left, and later the rest', async () => {
    const { id, code, pickup } = await waiting('TEE', 3);
    const partly = await till.collect(id, { code, units: one });
    assert.equal(partly.state, 'PICKUP_STATE_READY');
    assert.deepEqual(partly.lines, [{ line_no: 1, sku: 'TEE', quantity: '3', ready: '2', collected: '1' }]);
    const printed = receiptLines(partly);
    assert.equal(printed[0], `Order ${pickup.order_number}`);
    assert.match(printed[1], /^2026-.*till-1/);
    assert.deepEqual(printed.slice(2), ['1 x TEE', 'Still to be collected: 2']);
    for (const units of [[{ line_no: 1, quantity: '3' }], [{ line_no: 2, quantity: '1' }], [...one, ...one, ...one]])
      await refused(till.collect(id, { code, units }), 'ILLEGAL_TRANSITION', /Fewer units/);
    assert.deepEqual((await till.get(id)).lines, partly.lines);
    const rest = await till.collect(id, { code });
    assert.equal(rest.state, 'PICKUP_STATE_COLLECTED');
    assert.deepEqual(rest.handovers.map(({ units }) => units[0].quantity), ['1', '2']);
    assert.deepEqual(receiptLines(rest).slice(2), ['2 x TEE']);
  });

  it('refuses what is not ready, and does not count the code', async () => {
    const { orderId, id, code } = await waiting('TEE', 1, { ready: false });
    await refused(till.find(code), 'PICKUP_NOT_FOUND', /may not be ready yet/);
    for (let i = 0; i < 6; ++i)
      await refused(till.collect(id, { code: wrongCode }), 'ILLEGAL_TRANSITION', /not ready yet/);
    await refused(till.collect(id, { code }), 'ILLEGAL_TRANSITION', /not ready yet/);
    await shop.makeReady(orderId);
    assert.equal((await till.collect(id, { code })).state, 'PICKUP_STATE_COLLECTED');
  });

  it('refuses what has been collected, and no longer finds it by its code', async () => {
    const { id, code } = await waiting('TEE', 1);
    await till.collect(id, { code });
    await refused(till.collect(id, { code }), 'ILLEGAL_TRANSITION', /collected already/);
    await refused(till.find(code), 'PICKUP_NOT_FOUND', /No pickup with this code/);
    assert.equal((await till.get(id)).handovers.length, 1);
  });

  it('refuses what was canceled, also while the store is only asked', async () => {
    const { orderId, id, code } = await waiting('TEE', 1);
    await shop.cancel(orderId);
    await refused(till.collect(id, { code }), 'ILLEGAL_TRANSITION', /wants them back/);
    await shop.grantCancel(orderId);
    assert.equal((await till.get(id)).state, 'PICKUP_STATE_CANCELED');
    await refused(till.collect(id, { code }), 'ILLEGAL_TRANSITION', /was canceled/);
    await refused(till.find(code), 'PICKUP_NOT_FOUND', /No pickup/);
  });

  it('asks for the age where goods demand it', async () => {
    const { id, code, pickup } = await waiting('WINE', 1);
    assert.equal(pickup.age_required, true);
    await refused(till.collect(id, { code }), 'PROOF_REQUIRED', /Check the age/);
    const given = await till.collect(id, { code, ageChecked: true });
    assert.equal(given.handovers[0].age_checked, true);
  });

  it('hands over without a code for a checked ID, and tells nobody which', async () => {
    const { id } = await waiting('TEE', 1);
    await refused(till.collect(id, { identityChecked: true }), 'PROOF_REQUIRED', /write down/);
    const given = await till.collect(id, { identityChecked: true, reason: 'passport 123' });
    assert.equal(given.handovers[0].proof, 'PICKUP_PROOF_IDENTITY');
    assert.equal(given.handovers[0].holder_no, undefined);
    assert.ok(!JSON.stringify([given, await till.get(id)]).includes('passport'));
  });

  it('is locked after five wrong codes, also for the right one; a checked ID opens it', async () => {
    const { id, code } = await waiting('TEE', 2);
    for (let i = 0; i < 5; ++i)
      await refused(till.collect(id, { code: wrongCode }), 'PICKUP_CODE_WRONG', /not the code/);
    await refused(till.collect(id, { code }), 'PICKUP_LOCKED', /Too many wrong codes/);
    await refused(till.collect(id, { code, identityChecked: true }), 'PICKUP_LOCKED', /Check an ID/);
    const partly = await till.collect(id, { identityChecked: true, reason: 'passport of the buyer', units: one });
    assert.equal(partly.handovers[0].proof, 'PICKUP_PROOF_IDENTITY');
    await refused(till.collect(id, { code }), 'PICKUP_LOCKED', /Check an ID/);
    await later(partly, 15 * 60 + 1);
    assert.equal((await till.collect(id, { code })).state, 'PICKUP_STATE_COLLECTED');
  });

  it('counts a wrong code once, however often the same attempt is sent', async () => {
    const { id, code } = await waiting('TEE', 1);
    const requestId = randomUUID();
    for (let i = 0; i < 6; ++i)
      await refused(till.collect(id, { code: wrongCode, requestId }), 'PICKUP_CODE_WRONG', /not the code/);
    await refused(till.collect(id, { code, requestId }), 'REQUEST_ID_REUSED', /mixed up/);
    assert.equal((await till.collect(id, { code })).state, 'PICKUP_STATE_COLLECTED');
  });

  it('hands over what was not collected in time, as long as it is not put back', async () => {
    const { id, code, pickup } = await waiting('TEE', 1);
    await later(pickup, 8 * 24 * 60 * 60);
    const found = await till.find(code);
    assert.equal(found.state, 'PICKUP_STATE_EXPIRED');
    const expired = await till.listPickups({ states: ['PICKUP_STATE_EXPIRED'] });
    assert.ok(expired.some((other) => other.pickup_id === id));
    assert.equal((await till.collect(id, { code })).state, 'PICKUP_STATE_COLLECTED');
  });

  it('gives the goods to one of five tills that hand over at once', async () => {
    const { id, code } = await waiting('TEE', 2);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => till.collect(id, { code })));
    assert.equal(results.filter(({ status: how }) => how === 'fulfilled').length, 1);
    for (const { reason } of results.filter(({ status: how }) => how === 'rejected'))
      assert.equal(reason.facts.state, 'collected');
    assert.equal((await till.get(id)).handovers.length, 1);
  });

  it('gets the answer after a broken connection, and has handed over once', async () => {
    const { id, code } = await waiting('TEE', 2);
    const way = await breakableWayTo(server.address);
    const far = new Till({ address: way.address, tillId: 'till-1', locationId: 'S1' });
    try {
      await far.get(id); // connected
      way.cutNextReply();
      const given = await far.collect(id, { code, units: one });
      assert.equal(way.connections(), 2);
      assert.equal(given.handovers.length, 1);
      assert.equal((await till.get(id)).lines[0].collected, '1');
    } finally {
      far.close();
      await way.close();
    }
  });

  it('gets nothing of another store: answers are those for what is not there', async () => {
    const { id, code } = await waiting('TEE', 1, { store: 'S2' });
    const absent = `${id.slice(0, -4)}0000`;
    assert.notEqual(absent, id);
    const ask = async (method, request, key) => {
      const { code: grpcCode, message, details } = await failureOf(call(till.client, method, request, till.metadata));
      assert.equal(grpcCode, status.NOT_FOUND);
      assert.equal(details.ErrorInfo.reason, 'PICKUP_NOT_FOUND');
      return { message: message.replaceAll(key, '*'), details };
    };
    const change = () => ({ request_id: randomUUID() });
    const asked = {
      GetPickup: (key) => ({ pickup_id: key }),
      CollectPickup: (key) => ({ ...change(), pickup_id: key, code }),
      ExtendPickup: (key) => ({ ...change(), pickup_id: key, days: 1 }),
      RecordArrival: (key) => ({ ...change(), pickup_id: key, arrived: true }),
    };
    for (const [method, request] of Object.entries(asked))
      assert.deepEqual(await ask(method, request(id), id), await ask(method, request(absent), absent), method);
    const find = (location, told) => ask('FindPickup', { location_id: location, code: told }, told);
    const nowhere = await find('nowhere', wrongCode);
    assert.deepEqual(await find('S2', code), nowhere);
    assert.deepEqual(await find('S1', code), nowhere);
    const list = (request) => call(till.client, 'ListPickups', request, till.metadata);
    assert.deepEqual(await list({ location_id: 'S2' }), await list({ location_id: 'nowhere' }));
    const both = await shop.order(['TEE', 1, 'S1'], ['TEE', 1, 'S2']);
    assert.deepEqual((await list({ order_id: both })).pickups.map((pickup) => pickup.location_id), ['S1']);
    assert.equal((await shop.pickupsOf(both)).length, 2);
    await refused(till.find(code), 'PICKUP_NOT_FOUND', /in this store/);
    const there = new Till({ address: server.address, tillId: 'till-2', locationId: 'S2' });
    assert.equal((await there.collect((await there.find(code)).pickup_id, { code })).state, 'PICKUP_STATE_COLLECTED');
    there.close();
  });

  it('may not read a code, nor name who collects', async () => {
    const { id } = await waiting('TEE', 1);
    for (const method of ['GetPickupCode', 'ReissueCode', 'NameProxy']) {
      const request = { pickup_id: id, ...(method !== 'GetPickupCode' && { request_id: randomUUID() }) };
      const failure = await failureOf(call(till.client, method, request, till.metadata));
      assert.equal(failure.code, status.PERMISSION_DENIED);
      assert.equal(failure.details.ErrorInfo.reason, 'NOT_PERMITTED');
    }
  });

  it('says so when no server answers', async () => {
    const way = await breakableWayTo(server.address);
    await way.close(); // nobody listens there any more
    const lonely = new Till({ address: way.address, tillId: 'till-1', locationId: 'S1', reconnectMs: 200 });
    await refused(lonely.find(wrongCode), '', /does not answer/);
    lonely.close();
  });

  it('tells the clerk of a reason that it has no words for', () => {
    assert.equal(clerkText('DISK_FULL'), 'This cannot be done now (DISK_FULL).');
  });

  it('stays locked for a reason alone: an ID must have been checked', async () => {
    const { id, code } = await waiting('TEE', 2);
    for (let i = 0; i < 5; ++i)
      await refused(till.collect(id, { code: wrongCode }), 'PICKUP_CODE_WRONG', /not the code/);
    await refused(till.collect(id, { reason: 'a regular customer' }), 'PICKUP_LOCKED', /Check an ID/);
    await refused(till.collect(id, { code }), 'PICKUP_LOCKED', /Check an ID/);
  });

  it('lists the pickups of an order by pages, each once', async () => {
    const orderId = await shop.order(['TEE', 1, 'S1'], ['TEE', 1, 'S2']);
    const page = (token) => call(shop.pickups, 'ListPickups', { order_id: orderId, page_size: 1, page_token: token });
    const first = await page();
    const second = await page(first.next_page_token);
    assert.notEqual(second.pickups[0].pickup_id, first.pickups[0].pickup_id);
    assert.equal(second.next_page_token, undefined);
  });

  it('holds after a part was collected and the rest canceled', async () => {
    const { orderId, id, code } = await waiting('TEE', 2);
    await till.collect(id, { code, units: one });
    await shop.cancel(orderId);
    await shop.grantCancel(orderId);
    assert.equal((await till.get(id)).state, 'PICKUP_STATE_COLLECTED');
    assert.deepEqual(await shop.findings(), []);
  });

  it('holds after a part was collected and the rest put back', async () => {
    const { orderId, id, code, pickup } = await waiting('TEE', 2);
    await till.collect(id, { code, units: one });
    await later(pickup, 8 * 24 * 60 * 60);
    await shop.putBack(orderId);
    assert.equal(await shop.statusOf(orderId), 'ORDER_STATUS_COMPLETED');
    const findings = await shop.findings();
    assert.ok(!findings.some(({ subject }) => subject === orderId), JSON.stringify(findings));
  });

  it('expires again when a part was collected too late', async () => {
    const { orderId, id, code, pickup } = await waiting('TEE', 2);
    await later(pickup, 8 * 24 * 60 * 60);
    const partly = await till.collect(id, { code, units: one });
    await later(partly, 8 * 24 * 60 * 60);
    assert.equal((await till.get(id)).state, 'PICKUP_STATE_EXPIRED');
    await shop.putBack(orderId);
  });

  it('leaves a store in which everything holds', async () => {
    assert.deepEqual(await shop.findings(), []);
  });
});
