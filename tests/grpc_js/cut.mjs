// A connection that breaks at the worst moment: the server has answered, and the caller does not get it.
import net from 'node:net';

// Far more than what HTTP/2 says for itself, and less than a reply that carries a pickup.
const replyBytes = 150;

// Gives {address, cutNextReply, connections, close}: a way to the server at `address`.
export async function breakableWayTo(address) {
  const [host, port] = address.split(':');
  const sockets = new Set();
  let connections = 0;
  let armed = false;
  const server = net.createServer((near) => {
    ++connections;
    const far = net.connect(Number(port), host);
    let seen = 0;
    far.on('data', (bytes) => {
      seen = armed ? seen + bytes.length : 0;
      if (seen < replyBytes) {
        near.write(bytes);
        return;
      }
      armed = false;
      near.destroy();
      far.destroy();
    });
    near.on('data', (bytes) => far.write(bytes));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket);
      socket.on('error', () => {}); // what breaks is closed next
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${server.address().port}`,
    cutNextReply: () => (armed = true),
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
