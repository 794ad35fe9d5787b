// ssh2 for Node.js as `ssh agent@127.0.0.1 cat`: PORT PASSWORD REKEY_BYTES (0: as it is).
const { Client } = require('ssh2');

const [port, password, rekeyBytes] = process.argv.slice(2);
const client = new Client();
let status = 255;
client.on('ready', () => client.exec('cat', (error, channel) => {
  if (error) throw error;
  let passed = 0;
  channel.on('exit', (code) => { status = code; });
  channel.on('close', () => client.end());
  channel.on('data', (data) => {
    passed += data.length;
    if (rekeyBytes > 0 && passed >= rekeyBytes) {
      passed = 0;
      client._protocol.rekey(); // Only its server has a public method for it.
    }
  });
  channel.pipe(process.stdout);
  process.stdin.pipe(channel);
}));
// It writes a packet in pieces, and Nagle then waits 40 ms for each answer.
client.on('connect', () => client.setNoDelay(true));
client.on('error', (error) => { console.error(`ssh2: ${error.message}`); });
client.on('close', () => { process.exitCode = status; process.stdin.destroy(); });
client.connect({ host: '127.0.0.1', port: Number(port), username: 'agent', password });
