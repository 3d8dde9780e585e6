// Loads one bundle in a fresh process and says how much processor time that took: waiting for a processor that other work
// on the machine has is no cost of the bundle.

// What Lambda's runtime offers to handlers that stream.
globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: { from: (stream) => stream } };

const begun = process.cpuUsage();
const { handler } = await import(process.argv[2]);
const { user, system } = process.cpuUsage(begun);
if (typeof handler !== 'function') throw new Error('The bundle has no handler');
process.stdout.write(JSON.stringify({ milliseconds: (user + system) / 1000 }));
process.exit(0);
