// Starts and stops the server under test.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const startDeadlineMs = 60_000;
const stopDeadlineMs = 30_000;

// Gives {address, stop}. With OMS_SERVER set: that running server, which must be empty, and stop does
// nothing. Else the program named by OMSD, on a folder of its own and a free port, with `options` of
// its command line.
export async function serverUnderTest(options = []) {
  if (process.env.OMS_SERVER) return { address: process.env.OMS_SERVER, stop: async () => {} };
  if (!process.env.OMSD) throw new Error('set OMSD to the server program, or OMS_SERVER to host:port');

  const dataFolder = await mkdtemp(path.join(tmpdir(), 'comptoir-grpc-js-'));
  const child = spawn(process.env.OMSD, ['--data-dir', dataFolder, '--listen', '127.0.0.1:0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ error }));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    const how = await exited;
    clearTimeout(timer);
    await rm(dataFolder, { recursive: true, force: true });
    if (how.code !== 0) throw new Error(`the server did not stop in order: ${JSON.stringify(how)}`);
  };
  try {
    return { address: await listeningAddress(child, exited), stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

// The address in the server's line "listening on HOST:PORT".
function listeningAddress(child, exited) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server did not say where it listens')), startDeadlineMs);
    const settle = (action) => (value) => {
      clearTimeout(timer);
      action(value);
    };
    exited.then((how) => settle(reject)(new Error(`the server ended: ${JSON.stringify(how)} ${how.error ?? ''}`)));
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /listening on (\S+:\d+)/.exec(line);
      if (match) settle(resolve)(match[1]);
    });
  });
}
