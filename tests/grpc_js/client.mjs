// A client made from the .proto files alone, with libraries that are not ours: what a stranger sees.
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const protoFolder = fileURLToPath(new URL('../../proto', import.meta.url));
const definition = protoLoader.loadSync(
  [
    'oms/catalog/v1/catalog_service.proto',
    'oms/inventory/v1/inventory_service.proto',
    'oms/orders/v1/order_service.proto',
    'oms/events/v1/event_service.proto',
    'oms/fulfillment/v1/fulfillment_service.proto',
    'oms/pickups/v1/pickup_service.proto',
    'oms/admin/v1/admin_service.proto',
    'oms/testing/v1/testing_service.proto',
  ],
  { includeDirs: [protoFolder], keepCase: true, longs: String, enums: String, oneofs: true },
);

export const { status } = grpc;
export const services = grpc.loadPackageDefinition(definition).oms;

// The public google.rpc messages, as any client decodes them.
const rpcMessages = new protobuf.Root();
rpcMessages.resolvePath = (origin, target) => path.resolve(protoFolder, target);
rpcMessages.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto'], { keepCase: true });

// Metadata that says who calls, by which roles, and what they may see: '*', or ids with commas.
// Without channels or locations: none.
export function callerMetadata({ principal, roles, channels, locations }) {
  const metadata = new grpc.Metadata();
  metadata.set('oms-principal', principal);
  metadata.set('oms-roles', roles);
  if (channels !== undefined) metadata.set('oms-channels', channels);
  if (locations !== undefined) metadata.set('oms-locations', locations);
  return metadata;
}

// Metadata of a caller who may do everything.
export function asAdmin() {
  return callerMetadata({ principal: 'grpc-js-test', roles: 'admin', channels: '*', locations: '*' });
}

// Metadata of a caller who does not say who they are.
export function asNobody() {
  return new grpc.Metadata();
}

export function connect(Service, address) {
  return new Service(address, grpc.credentials.createInsecure());
}

function deadline() {
  return { deadline: Date.now() + 30_000 };
}

// Calls a unary method; the promise gives the reply, or fails with the call's error.
export function call(client, method, request, metadata = asAdmin()) {
  return new Promise((resolve, reject) => {
    client[method](request, metadata, deadline(), (error, reply) => (error ? reject(error) : resolve(reply)));
  });
}

// The same, but gives the reply's bytes as they came over the wire.
export function callForBytes(client, method, request, metadata = asAdmin()) {
  const { path: route, requestSerialize } = client[method];
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(route, requestSerialize, (bytes) => bytes, request, metadata, deadline(), (error, bytes) =>
      error ? reject(error) : resolve(bytes),
    );
  });
}

// What a call that must fail failed with: {code, details: {ErrorInfo: {...}, ...}}.
export async function failureOf(promise) {
  let reply;
  try {
    reply = await promise;
  } catch (error) {
    return failureIn(error);
  }
  throw new Error(`the call was to fail, and gave ${JSON.stringify(reply)}`);
}

// The same of the error that a call failed with. Any other error is thrown on.
export function failureIn(error) {
  if (error.code === undefined || error.metadata === undefined) throw error;
  return { code: error.code, message: error.details, details: detailsOf(error) };
}

function detailsOf(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  if (bytes === undefined) return {};
  const decoded = rpcMessages.lookupType('google.rpc.Status').decode(bytes);
  if (decoded.code !== error.code) throw new Error(`google.rpc.Status says ${decoded.code}, grpc-status ${error.code}`);
  const details = {};
  for (const { type_url: url, value } of decoded.details) {
    const name = url.slice(url.lastIndexOf('/') + 1);
    const short = name.slice(name.lastIndexOf('.') + 1);
    if (short in details) throw new Error(`two details of type ${name}`);
    const type = rpcMessages.lookupType(name);
    details[short] = type.toObject(type.decode(value), { longs: String, defaults: true });
  }
  return details;
}
