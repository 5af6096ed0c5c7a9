// A till that hands out pickups: what a maker of tills could start from. docs/till.md says why it is so.
import { randomUUID } from 'node:crypto';
import { call, callerMetadata, connect, failureIn, services, status } from './client.mjs';

const pageSize = 50;
const attempts = 3;

// What a call to the pickup desk failed with. `reason` is one of docs/errors.md, or empty when no server
// answered; `facts` is what the server tells beside it; the message is for the clerk.
export class Refusal extends Error {
  constructor({ code, message, details }) {
    const reason = details.ErrorInfo?.reason ?? '';
    const facts = details.ErrorInfo?.metadata ?? {};
    super(clerkText(reason, facts));
    this.code = code;
    this.reason = reason;
    this.facts = facts;
    this.detail = message; // for the log
  }
}

// What the clerk reads, by the state of a pickup that cannot be handed over in it.
const stateTexts = {
  preparing: 'This pickup is not ready yet. Nothing may be handed over.',
  collected: 'This pickup has been collected already. Nothing may be handed over.',
  canceled: 'This pickup was canceled. Nothing may be handed over.',
};
const reasonTexts = {
  PICKUP_NOT_FOUND:
    'No pickup with this code lies ready in this store. Ask for the code and the store again. ' +
    'It may not be ready yet, or have been collected.',
  PICKUP_CODE_WRONG: 'This is not the code of this pickup. Ask for it again.',
  PICKUP_LOCKED: 'Too many wrong codes. Check an ID, and write down which.',
  ILLEGAL_TRANSITION: 'Fewer units may be handed over, or the order wants them back. Look at the pickup again.',
  VERSION_MISMATCH: 'Somebody else has changed this pickup. Look at it again.',
  REQUEST_ID_REUSED: 'This till has mixed up two handovers. Look at the pickup again, then begin anew.',
  MALFORMED_REQUEST: 'Something was entered that cannot be: correct it.',
  NOT_PERMITTED: 'This till may not do that. Call the shop manager.',
  PRINCIPAL_MISSING: 'This till is not set up. Call the shop manager.',
};
const noAnswerText = 'The server does not answer. Look at the pickup again before goods leave the counter.';

// Plain words for a clerk. A reason without words here is told as it is, so that it can be read out on the phone.
export function clerkText(reason, facts = {}) {
  if (reason === '') return noAnswerText;
  if (reason === 'ILLEGAL_TRANSITION' && facts.state in stateTexts) return stateTexts[facts.state];
  if (reason === 'PROOF_REQUIRED') {
    if (facts.age_required === 'true') return 'Check the age of the customer, and say so.';
    if (facts.identity_required === 'true') return 'Check an ID, and say so.';
    return 'Without a code: check an ID, and write down which.';
  }
  return reasonTexts[reason] ?? `This cannot be done now (${reason}).`;
}

// What the customer signs, line by line: the last handover of a pickup.
export function receiptLines(pickup) {
  const handover = pickup.handovers?.at(-1);
  if (!handover) return [];
  const lines = [`Order ${pickup.order_number}`];
  lines.push(`${isoTime(handover.time)}  ${handover.till ?? ''}  ${handover.clerk}`);
  const skus = new Map(pickup.lines.map((line) => [line.line_no, line.sku]));
  for (const { line_no: lineNo, quantity } of handover.units ?? [])
    lines.push(`${quantity} x ${skus.get(lineNo) ?? `line ${lineNo}`}`);
  const left = pickup.lines.reduce((sum, line) => sum + unitsLeft(line), 0);
  if (left > 0) lines.push(`Still to be collected: ${left}`);
  return lines;
}

// Units of a line that the customer has not got. A count that is 0 is not on the wire.
export function unitsLeft(line) {
  return Number(line.quantity ?? 0) - Number(line.collected ?? 0);
}

function isoTime({ seconds = '0' }) {
  return new Date(Number(seconds) * 1000).toISOString();
}

export class Till {
  // One till of one store. The server takes the metadata from whoever may reach it: see docs/till.md.
  constructor({ address, tillId, locationId, reconnectMs = 10_000 }) {
    this.tillId = tillId;
    this.locationId = locationId;
    this.reconnectMs = reconnectMs;
    this.metadata = callerMetadata({ principal: tillId, roles: 'store', locations: locationId });
    this.client = connect(services.pickups.v1.PickupService, address);
  }

  close() {
    this.client.close();
  }

  // What waits in the store, the first due first; with `ended` what was collected or canceled.
  async listPickups({ ended = false, states = [], size = pageSize } = {}) {
    const all = [];
    const request = { location_id: this.locationId, ended, states, page_size: size };
    do {
      const reply = await this.#call('ListPickups', request);
      all.push(...(reply.pickups ?? []));
      request.page_token = reply.next_page_token;
    } while (request.page_token);
    return all;
  }

  // The pickup whose code the customer tells, as they tell it. One that is not ready yet is not found.
  async find(code) {
    return (await this.#call('FindPickup', { location_id: this.locationId, code })).pickup;
  }

  async get(pickupId) {
    return (await this.#call('GetPickup', { pickup_id: pickupId })).pickup;
  }

  // Hands over, and gives the pickup as it is then. With a code; or without, by a checked ID and a reason.
  // `units` are [{line_no, quantity}]; none: everything that is ready. Each thing a clerk tries has a request
  // id of its own; when no answer comes the same one is sent again, so that nothing is handed over, and no
  // wrong code counted, twice.
  async collect(pickupId, handover = {}) {
    const { code, units = [], identityChecked, ageChecked, reason, clerk, requestId = randomUUID() } = handover;
    const request = {
      request_id: requestId,
      pickup_id: pickupId,
      code,
      identity_checked: identityChecked,
      age_checked: ageChecked,
      reason,
      till: this.tillId,
      clerk,
      units,
    };
    return (await this.#call('CollectPickup', request)).pickup;
  }

  async #call(method, request) {
    for (let attempt = 1; ; ++attempt) {
      try {
        return await call(this.client, method, request, this.metadata);
      } catch (error) {
        const failure = failureIn(error);
        const mayHelp = failure.code === status.UNAVAILABLE || failure.code === status.DEADLINE_EXCEEDED;
        if (!mayHelp || attempt === attempts || !(await this.#reconnected())) throw new Refusal(failure);
      }
    }
  }

  // Whether there is a connection again, after `reconnectMs` at most.
  #reconnected() {
    return new Promise((resolve) => {
      this.client.waitForReady(Date.now() + this.reconnectMs, (error) => resolve(!error));
    });
  }
}
