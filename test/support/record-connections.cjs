/**
 * Preloaded (`node --require`) into a program and, through NODE_OPTIONS, into what it starts: refuses connections and
 * name look-ups, and writes each attempt to the file that `CONNECTIONS_FILE` names. Pipes on this machine are let through.
 */
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const net = require('node:net');

const refuse = attempt => {
  appendFileSync(process.env.CONNECTIONS_FILE, `${attempt}\n`);
  return Object.assign(new Error(`no network here: ${attempt}`), { code: 'ECONNREFUSED' });
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [target] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof target === 'string' || target?.path) return connect.apply(this, args);
  const error = refuse(`connect ${JSON.stringify(target?.host ?? null)} ${target?.port ?? target}`);
  process.nextTick(() => this.destroy(error));
  return this;
};

dns.lookup = (name, ...rest) => process.nextTick(rest.at(-1), refuse(`lookup ${name}`));
